// Made by build/freeze-store.mjs; not to be changed by hand.
import { hash } from "node:crypto";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { Type } from "typebox";
import Database from "better-sqlite3";
import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Ajv } from "ajv";
// contract/canonical-json.ts
/**
* JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, no white space, ECMAScript numbers and string escapes.
* Throws on numbers that JSON cannot carry and on lone surrogates (RFC 8785 §3.2.2.2).
*/
function canonicalJson(value) {
	if (typeof value === "number" && !Number.isFinite(value)) throw new Error("canonical JSON has no NaN and no Infinity");
	if (typeof value === "string" && !value.isWellFormed()) throw new Error("canonical JSON has no lone surrogates");
	if (value === null || typeof value !== "object") return JSON.stringify(value);
	let text = "";
	if (isList(value)) {
		for (const one of value) text += `${text === "" ? "" : ","}${canonicalJson(one)}`;
		return `[${text}]`;
	}
	for (const key of Object.keys(value).sort(byCodeUnits)) {
		const member = value[key];
		if (member === void 0) continue;
		text += `${text === "" ? "" : ","}${canonicalJson(key)}:${canonicalJson(member)}`;
	}
	return `{${text}}`;
}
var byCodeUnits = (a, b) => a < b ? -1 : 1;
function isList(value) {
	return Array.isArray(value);
}
// contract/closed-shapes.ts
/** Options of an object that refuses properties it does not know: a misspelt key in a file or a message is an error, not a silence. */
var strict = { additionalProperties: false };
/** A closed list of words. */
var oneOf = (values) => Type.Unsafe({
	type: "string",
	enum: [...values]
});
/** This, or a null that says so: JSON has no absent value that a reader could not take for a forgotten one. */
var nullable = (schema) => Type.Union([schema, Type.Null()]);
// contract/uuid7.ts
var hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
/**
* UUID version 7 (RFC 9562 §5.7): 48-bit millisecond prefix, then random bits. Used as message id, so that the hub can partition
* and order by it.
* @param unixMs wall clock; the caller guards against a clock before the build time
* @param random ten random bytes
*/
function uuid7(unixMs, random) {
	if (random.length < 10) throw new Error("uuid7 needs ten random bytes");
	const bytes = /* @__PURE__ */ new Uint8Array(16);
	let ms = Math.floor(unixMs);
	for (let i = 5; i >= 0; i -= 1) {
		bytes[i] = ms % 256;
		ms = Math.floor(ms / 256);
	}
	bytes.set(random.subarray(0, 10), 6);
	bytes[6] = 112 | (bytes[6] ?? 0) & 15;
	bytes[8] = 128 | (bytes[8] ?? 0) & 63;
	let hex = "";
	for (const byte of bytes) hex += hexOf[byte];
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
var uuid7Pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
// contract/envelope.ts
/**
* Suite `intl-1`: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; Ed25519; SHA-256.
* Every sealed thing names its suite and key, so that a second suite can be added.
*/
var suites = ["intl-1"];
/** What a message is about. `orderKey` (case id) keeps order inside one case; others do not wait for each other. */
var topics = [
	"case.submit",
	"act.print",
	"custody.changed",
	"case.rate",
	"act.document",
	"tech.replenished",
	"tech.commissioned",
	"tech.work",
	"tech.item",
	"tech.update"
];
/** Id of one database of a machine (`store_epoch`); every database has its own sequence. */
var storeEpochPattern = "^[A-Za-z0-9._-]{1,64}$";
/**
* One outbox message. Everything outside `sealed` is class C1 (operational); a person stands only inside. `sha256` is over the sealed bytes
* (enc ‖ ct): same id with another hash is a conflict.
*/
var Envelope = Type.Object({
	id: Type.String({ pattern: uuid7Pattern }),
	seq: Type.Integer({ minimum: 1 }),
	prio: Type.Integer({
		minimum: 0,
		maximum: 3
	}),
	topic: Type.Unsafe({
		type: "string",
		enum: [...topics]
	}),
	orderKey: Type.String({
		minLength: 1,
		maxLength: 64
	}),
	receiptNo: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
	itemId: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
	suite: Type.Unsafe({
		type: "string",
		enum: [...suites]
	}),
	kid: Type.String({ maxLength: 64 }),
	/** Base64: HPKE encapsulated key, 32 bytes. */
	enc: Type.String({ maxLength: 64 }),
	/** Base64: ciphertext with tag. */
	ct: Type.String({ maxLength: 35e4 }),
	sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
	wallMs: Type.Integer(),
	bootId: Type.String({ maxLength: 64 }),
	monoMs: Type.Integer({ minimum: 0 }),
	/** Hub time minus wall clock at the last contact; null = never had contact in this boot. */
	hubOffsetMs: Type.Union([Type.Integer(), Type.Null()]),
	/**
	* Only on a message that the hub called `tooOld` under another id: the same sealed bytes once more, under a new id and sequence. The seal binds the old place, so
	* it is opened with that . The hub takes one re-issue of an id, and none of an id that it has.
	*/
	reissueOf: Type.Optional(Type.Object({
		id: Type.String({ pattern: uuid7Pattern }),
		seq: Type.Integer({
			minimum: 1,
			maximum: Number.MAX_SAFE_INTEGER
		}),
		storeEpoch: Type.String({ pattern: storeEpochPattern })
	}, strict))
}, strict);
/**
* A message without body: tells the hub that this sequence was used and that its message stays at the machine, so that a gap always means "not arrived yet". Repeating it
* changes nothing, and the message itself may still arrive later (replayed by a technician). `sha256` is that of the message.
*/
var Tombstone = Type.Object({
	id: Type.String({ pattern: uuid7Pattern }),
	seq: Type.Integer({
		minimum: 1,
		maximum: Number.MAX_SAFE_INTEGER
	}),
	sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
	reason: Type.Unsafe({
		type: "string",
		enum: [...[
			"rejected",
			"conflict",
			"poison",
			"waived",
			"reissued"
		]]
	})
}, strict);
/**
* Associated data of the seal: binds the ciphertext to machine, epoch, place in the sequence and topic, so that a sealed body cannot be
* moved to another message. Canonical: fixed order, one per line.
*/
function sealAad(at) {
	return [
		"yitiji-seal-1",
		at.suite,
		at.kid,
		at.deviceId,
		at.storeEpoch,
		String(at.seq),
		at.id,
		at.topic
	].join("\n");
}
/** HPKE `info`: one string per purpose. */
var sealInfo = "yitiji outbox body v1";
/** Consent as it stands in the case. Kinds of docs/domain/privacy-and-security.md §5. */
var ConsentRecord = Type.Object({
	kind: Type.String({ maxLength: 32 }),
	textVersion: Type.Integer(),
	language: Type.String({ maxLength: 8 }),
	at: Type.String({ maxLength: 40 }),
	result: Type.Unsafe({
		type: "string",
		enum: ["given", "refused"]
	})
}, strict);
/** A person as identified at the machine. Class C2: only inside a sealed body. */
var IdentifiedPerson = Type.Object({
	docType: Type.String({ maxLength: 16 }),
	idNumber: Type.String({ maxLength: 18 }),
	name: Type.String({ maxLength: 200 }),
	level: Type.Unsafe({
		type: "string",
		enum: [
			"L0",
			"L1",
			"L2",
			"L3"
		]
	}),
	/** How L2 was reached; null below. `assurance: demonstration` = no real matcher looked (docs/README decisions). */
	verified: Type.Optional(Type.Object({
		method: Type.Unsafe({
			type: "string",
			enum: [
				"face",
				"cardPin",
				"sms",
				"video"
			]
		}),
		assurance: Type.String({ maxLength: 16 }),
		at: Type.String({ maxLength: 40 })
	}, strict)),
	/** When the chip was read, ISO 8601. */
	at: Type.String({ maxLength: 40 })
}, strict);
var Words$1 = Type.String({ maxLength: 2e3 });
var Parts = Type.Record(Type.String({ maxLength: 64 }), Type.Union([Words$1, Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 })]));
/** A row of a repeated group; a person or an address in it keeps its parts. */
var Row$1 = Type.Record(Type.String({ maxLength: 64 }), Type.Union([
	Words$1,
	Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
	Type.Record(Type.String({ maxLength: 64 }), Words$1)
]));
/** One answer: text or code; codes of a multiple choice; an address or a person; rows of a repeated group. */
var AnswerValue = Type.Union([
	Words$1,
	Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
	Parts,
	Type.Array(Row$1, { maxItems: 20 })
]);
Type.Object({
	format: Type.Literal("yitiji-submit/1"),
	receiptNo: Type.String({ maxLength: 32 }),
	itemId: Type.String({ maxLength: 64 }),
	itemVersion: Type.Integer({ minimum: 1 }),
	actor: IdentifiedPerson,
	subject: IdentifiedPerson,
	/** By field: text, list of codes, an object (address), or rows (records). Fields that were not asked are absent. */
	answers: Type.Record(Type.String({ maxLength: 64 }), AnswerValue),
	consents: Type.Array(ConsentRecord),
	/** True when the hub was away, so that nothing was checked against the departments: 待核验. */
	offline: Type.Boolean(),
	/** Offline and face refused without a PIN: the hub confirms the person by SMS or phone before it accepts. */
	identityPending: Type.Optional(Type.Boolean()),
	/** How subject and actor belong together where they are two: relation and its proof. */
	relation: Type.Optional(Type.String({ maxLength: 32 })),
	/** Version of the department's record that was shown, for changes (`med.record`). */
	readVersion: Type.Optional(Type.Integer({ minimum: 0 })),
	signature: Type.Optional(Type.Object({
		digest: Type.String({ pattern: "^[0-9a-f]{64}$" }),
		at: Type.String({ maxLength: 40 })
	}, strict)),
	orderId: Type.Optional(Type.String({ maxLength: 64 })),
	draftId: Type.Optional(Type.String({ maxLength: 64 })),
	/** Pictures of papers by field (`docphoto`; its answer is `captured`): JPEG in base64, trust C, together at most 180,000 characters. */
	photos: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 131072 }))),
	capturedAt: Type.String({ maxLength: 40 })
}, strict);
Type.Object({
	format: Type.Literal("yitiji-print/1"),
	actId: Type.String({ maxLength: 64 }),
	receiptNo: Type.String({ maxLength: 32 }),
	outcome: Type.String({ maxLength: 16 }),
	copy: Type.Integer({ minimum: 0 })
}, strict);
Type.Object({
	format: Type.Literal("yitiji-rate/1"),
	receiptNo: Type.String({ maxLength: 32 }),
	level: Type.Integer({
		minimum: 1,
		maximum: 5
	}),
	reasons: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 12 }),
	text: Type.String({ maxLength: 400 }),
	callback: Type.Union([Type.String({ pattern: "^1[3-9][0-9]{9}$" }), Type.Null()]),
	reasonsVersion: Type.Integer({ minimum: 0 }),
	at: Type.String({ maxLength: 40 })
}, strict);
Type.Object({
	format: Type.Literal("yitiji-document/1"),
	actId: Type.String({ maxLength: 64 }),
	documentId: Type.String({ maxLength: 64 }),
	outcome: Type.String({ maxLength: 16 }),
	pagesOut: Type.Union([Type.Integer({
		minimum: 0,
		maximum: 999
	}), Type.Null()]),
	pages: Type.Integer({
		minimum: 0,
		maximum: 999
	})
}, strict);
Type.Object({
	format: Type.Literal("yitiji-custody/1"),
	/** Role of the device in the machine, such as `dispenser`. */
	device: Type.String({ maxLength: 64 }),
	receiptNo: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
	/** The act that ended; null = the item changed hands without an act of ours. `isLate`: it was unknown before. */
	act: Type.Union([Type.Object({
		id: Type.String({ maxLength: 64 }),
		kind: Type.String({ maxLength: 16 }),
		outcome: Type.String({ maxLength: 16 }),
		by: Type.String({ maxLength: 16 }),
		isLate: Type.Boolean()
	}, strict), Type.Null()]),
	custody: Type.Union([Type.Object({
		id: Type.String({ maxLength: 64 }),
		kind: Type.String({ maxLength: 16 }),
		direction: Type.String({ maxLength: 8 }),
		state: Type.String({ maxLength: 24 }),
		isOrphan: Type.Boolean()
	}, strict), Type.Null()]),
	/** Items left and kept; null = never counted. */
	counts: Type.Object({
		hopper: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
		retain: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])
	}, strict)
}, strict);
// terminal/crypto/suite-intl-1.ts
/**
* Suite `intl-1`: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; Ed25519 (RFC 8032);
* SHA-256. There is no `open` here on purpose: a machine cannot read its own queue.
*/
var hpke = new CipherSuite({
	kem: new DhkemX25519HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes256Gcm()
});
/**
* Seals `plain` to the hub; every call makes a fresh encapsulated key.
* @param publicKey X25519, raw 32 bytes, base64url (RFC 4648 §5) without padding
* @param aad text of `sealAad`
* Throws when the key is none (an enrolment that gave a broken key is a bug of the hub, found at the first seal).
*/
async function seal(publicKey, plain, aad) {
	const recipientPublicKey = await hpke.kem.deserializePublicKey(ownBuffer(Buffer.from(publicKey, "base64url")));
	const sender = await hpke.createSenderContext({
		recipientPublicKey,
		info: ownBuffer(utf8(sealInfo))
	});
	const ct = await sender.seal(ownBuffer(plain), ownBuffer(utf8(aad)));
	return {
		enc: new Uint8Array(sender.enc),
		ct: new Uint8Array(ct)
	};
}
/** SHA-256 of the parts, one after another. */
function sha256(...parts) {
	if (parts.length === 1) return hash("sha256", parts[0] ?? "", "buffer");
	return hash("sha256", Buffer.concat(parts.map((part) => typeof part === "string" ? Buffer.from(part, "utf8") : part)), "buffer");
}
function utf8(text) {
	return new TextEncoder().encode(text);
}
/** HPKE wants an ArrayBuffer of exactly these bytes; a Buffer may be a window on a shared pool. */
function ownBuffer(bytes) {
	return bytes.buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer;
}
// terminal/store/sqlite.ts
var SqliteError = Database.SqliteError;
/** Opens the file; throws SqliteError. `read` never creates it. */
function openSqlite(path, mode) {
	return new Database(path, mode === "read" ? {
		readonly: true,
		fileMustExist: true
	} : {});
}
var statements = /* @__PURE__ */ new WeakMap();
/**
* The statement of this text, compiled once per connection. Not for `iterate`: a statement that is being walked cannot be used again.
*/
function prepared(db, sql) {
	let known = statements.get(db);
	if (known === void 0) {
		known = /* @__PURE__ */ new Map();
		statements.set(db, known);
	}
	let statement = known.get(sql);
	if (statement === void 0) {
		statement = db.prepare(sql);
		known.set(sql, statement);
	}
	return statement;
}
var transactions = /* @__PURE__ */ new WeakMap();
/** Runs `fn` in a transaction that has the right to write from its start. The frame around it is made once per connection. */
function immediate(db, fn) {
	let frame = transactions.get(db);
	if (frame === void 0) {
		frame = db.transaction((inside) => inside());
		transactions.set(db, frame);
	}
	return frame.immediate(fn);
}
/** Statements and transactions belong to one connection: before it is replaced, they are forgotten. */
function forgetStatements(db) {
	statements.delete(db);
	transactions.delete(db);
}
/** After such an error of a commit nobody knows whether it is on disk. Source: https://www.sqlite.org/rescode.html#ioerr, and fsync(2) on errors. */
function isUncertain(thrown) {
	if (!(thrown instanceof Error) || !("code" in thrown) || typeof thrown.code !== "string") return false;
	return thrown.code.startsWith("SQLITE_IOERR") || thrown.code === "EIO";
}
/**
* Turns what SQLite or the file system threw into a typed error; anything else is a bug and is thrown on.
* Source: SQLite result codes, https://www.sqlite.org/rescode.html.
*/
function storeErrorOf(thrown) {
	if (!(thrown instanceof Error)) throw thrown;
	const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
	const detail = `${code}: ${thrown.message}`;
	if (code === "SQLITE_FULL" || code === "ENOSPC" || code === "EDQUOT") return {
		code: "full",
		detail
	};
	if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return {
		code: "corrupt",
		detail
	};
	if (code.startsWith("SQLITE_READONLY") || code === "EACCES" || code === "EROFS" || code === "EPERM") return {
		code: "unwritable",
		detail
	};
	if (code.startsWith("SQLITE_CANTOPEN") || code === "ENOENT" || code === "ENOTDIR" || code === "EEXIST") return {
		code: "cannotOpen",
		detail
	};
	if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) return {
		code: "busy",
		detail
	};
	if (code.startsWith("SQLITE_IOERR") || code === "EIO") return {
		code: "io",
		detail
	};
	if (code.startsWith("SQLITE_")) return {
		code: "refused",
		detail
	};
	throw thrown;
}
// terminal/audit/audit-chain.ts
/** First `prevHash`: SHA-256("yitiji-audit-1" ‖ kiosk ‖ nonce), hex. The nonce is made with the database. */
function auditGenesis(kiosk, nonce) {
	return sha256("yitiji-audit-1", kiosk, nonce).toString("hex");
}
/** The hash of a record, hex. */
function auditHash(r) {
	const text = (value) => JSON.stringify(value);
	const canonical = `{"bootId":${text(r.bootId)},"data":${r.data},"kiosk":${text(r.kiosk)},"monoMs":${r.monoMs},"offsetMs":${r.offsetMs},"seq":${r.seq},"session":${text(r.session)},"type":${text(r.type)},"wallMs":${r.wallMs}}`;
	return sha256(Buffer.from(r.prevHash, "hex"), canonical).toString("hex");
}
/** The newest record of a connection's own making: probably what the next one follows. It may have been rolled back, or another process may have gone on. */
var probableHeads = /* @__PURE__ */ new WeakMap();
var insert = `INSERT INTO audit (seq, kiosk, boot_id, mono_ms, wall_ms, offset_ms, session, type, data, prev_hash, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** Where the record before is not the one of `prev_hash`, that is null, which the table refuses; another record of this number is refused too. */
var insertBehind = `INSERT OR IGNORE INTO audit (seq, kiosk, boot_id, mono_ms, wall_ms, offset_ms, session, type, data, prev_hash, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT hash FROM audit WHERE seq = ? AND hash = ?), ?)`;
/** Appends one record; must run inside the transaction of whatever it records. */
function appendAudit(db, genesis, entry) {
	const data = canonicalJson(entry.data);
	const after = (head) => {
		const record = {
			...entry,
			data,
			seq: (head?.seq ?? 0) + 1,
			prevHash: head?.hash ?? genesis
		};
		return {
			...record,
			hash: auditHash(record)
		};
	};
	const probable = probableHeads.get(db);
	let written = probable === void 0 ? null : after(probable);
	if (written === null || !isWrittenBehind(db, written)) {
		written = after(auditHead(db));
		prepared(db, insert).run(...fieldsOf(written), written.prevHash, written.hash);
	}
	probableHeads.set(db, {
		seq: written.seq,
		hash: written.hash
	});
}
function isWrittenBehind(db, record) {
	const { changes } = prepared(db, insertBehind).run(...fieldsOf(record), record.seq - 1, record.prevHash, record.hash);
	return changes === 1;
}
/** All but the hashes, in the order of the columns. */
function fieldsOf(r) {
	return [
		r.seq,
		r.kiosk,
		r.bootId,
		r.monoMs,
		r.wallMs,
		r.offsetMs,
		r.session,
		r.type,
		r.data
	];
}
/** The newest place of the chain; null = nothing recorded yet. */
function auditHead(db) {
	return prepared(db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").get() ?? null;
}
/** Whether the chain still goes through a place that was told before. */
function holdsCheckpoint(db, { seq, hash }) {
	return prepared(db, "SELECT hash FROM audit WHERE seq = ?").get(seq)?.hash === hash;
}
/**
* Walks the chain from its first record.
* @param expected newest checkpoint known elsewhere: without it a cut tail cannot be seen
*/
function verifyAudit(records, genesis, expected) {
	let seq = 0;
	let head = genesis;
	let seenExpected = expected === void 0;
	for (const record of records) {
		if (record.seq !== seq + 1) return {
			ok: false,
			seq: seq + 1,
			fault: "gap"
		};
		if (record.prevHash !== head) return {
			ok: false,
			seq: record.seq,
			fault: "link"
		};
		if (!isCanonical(record.data) || record.hash !== auditHash(record)) return {
			ok: false,
			seq: record.seq,
			fault: "edit"
		};
		seq = record.seq;
		head = record.hash;
		if (seq === expected?.seq && head === expected.hash) seenExpected = true;
	}
	return seenExpected ? {
		ok: true,
		records: seq,
		head
	} : {
		ok: false,
		seq: seq + 1,
		fault: "truncated"
	};
}
/** All records in order of sequence. */
function auditRecords(db) {
	return db.prepare(`SELECT seq, kiosk, boot_id AS bootId, mono_ms AS monoMs, wall_ms AS wallMs, offset_ms AS offsetMs, session, type, data,
         prev_hash AS prevHash, hash FROM audit ORDER BY seq`).iterate();
}
/** Data that was edited into something that is no JSON is an edit, not a crash of the verifier. */
function isCanonical(data) {
	try {
		return canonicalJson(JSON.parse(data)) === data;
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}
// terminal/outbox/integrity.ts
function checkIntegrity(db) {
	const integrityCheck = String(db.pragma("integrity_check(1)", { simple: true }));
	const { gapFree, lastSeq } = checkSequence(db);
	const cases = countOf(db, "SELECT count(*) AS n FROM case_row");
	const submits = countOf(db, "SELECT count(*) AS n FROM outbox WHERE topic = 'case.submit' AND state <> 'reissued'");
	const pairs = countOf(db, `SELECT count(*) AS n FROM case_row JOIN outbox ON outbox.id = case_row.message_id AND outbox.receipt_no = case_row.receipt_no
     WHERE outbox.topic = 'case.submit' AND outbox.state <> 'reissued'`);
	const casesMatch = cases === submits && cases === pairs;
	const audit = verifyAudit(auditRecords(db), genesisOf(db));
	const synchronous = Number(db.pragma("synchronous", { simple: true }));
	return {
		ok: integrityCheck === "ok" && synchronous === 2 && gapFree && casesMatch && audit.ok,
		integrityCheck,
		synchronous,
		journalMode: String(db.pragma("journal_mode", { simple: true })),
		gapFree,
		lastSeq,
		casesMatch,
		cases,
		submits,
		auditChain: audit.ok ? "ok" : `${audit.fault} at ${audit.seq}`,
		auditRecords: audit.ok ? audit.records : countOf(db, "SELECT count(*) AS n FROM audit")
	};
}
/** In every epoch: no number is missing up to its counter, but for stubs that were removed after their time. */
function checkSequence(db) {
	const epochs = db.prepare(`WITH known (place, epoch, counter, removed) AS (
         SELECT 0, value, (SELECT value FROM counter WHERE name = 'outboxSeq'), (SELECT value FROM counter WHERE name = 'outboxRemoved')
           FROM meta WHERE key = 'storeEpoch'
         UNION ALL SELECT rowid, store_epoch, counter, removed FROM past_epoch)
       SELECT counter, removed, count(seq) AS count, max(seq) AS last
         FROM known LEFT JOIN outbox ON store_epoch = epoch GROUP BY place ORDER BY place`).all();
	return {
		gapFree: epochs.reduce((sum, { count }) => sum + count, 0) === countOf(db, "SELECT count(*) AS n FROM outbox") && epochs.every(({ counter, removed, count, last }) => count + removed === counter && (last ?? 0) <= counter),
		lastSeq: epochs[0]?.last ?? 0
	};
}
/** The stored anchor; before the first record there is none and any will do. */
function genesisOf(db) {
	return db.prepare("SELECT value FROM meta WHERE key = 'auditGenesis'").get()?.value ?? auditGenesis("", "");
}
function countOf(db, sql) {
	return db.prepare(sql).get()?.n ?? 0;
}
// contract/durable-file.ts
/**
* Writes a file so that a power cut leaves either the old or the new one whole: temporary file, fsync, rename, fsync of the folder.
* @param mode permissions of the new file, for example 0o600
* Throws what the file system throws.
*/
function writeDurably(path, content, mode) {
	const temporary = `${path}.new`;
	const file = openSync(temporary, "w", mode);
	try {
		const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
		let at = 0;
		while (at < bytes.byteLength) at += writeSync(file, bytes, at);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(temporary, path);
	syncFolder(dirname(path));
}
/** Makes creations, renames and removals in this folder durable. */
function syncFolder(path) {
	const folder = openSync(path, "r");
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
// contract/receipt-number.ts
/**
* Receipt number `<kiosk>-<yymmdd>-<seq4>-<check>`, for example `TH0017-261123-0042-3`; made offline, the same for life.
* Check digit: ISO/IEC 7064 MOD 11,10 over the other 16 characters, letters written as two digits (A = 10 … Z = 35).
* Source: docs/domain/journeys.md §2.
*/
function receiptNumber(kiosk, yymmdd, seq) {
	if (!/^[A-Z]{2}\d{4}$/.test(kiosk)) throw new Error(`kiosk code must be two letters and four digits, not ${kiosk}`);
	if (!/^\d{6}$/.test(yymmdd)) throw new Error(`date must be yymmdd, not ${yymmdd}`);
	if (!Number.isInteger(seq) || seq < 1 || seq > 9999) throw new Error(`sequence must be 1 to 9999, not ${seq}`);
	const seq4 = String(seq).padStart(4, "0");
	return `${kiosk}-${yymmdd}-${seq4}-${mod1110(kiosk + yymmdd + seq4)}`;
}
/** Expands letters to two digits, then ISO/IEC 7064 MOD 11,10 (hybrid system). */
function mod1110(characters) {
	let product = 10;
	const take = (digit) => {
		const sum = (product + digit) % 10;
		product = (sum === 0 ? 10 : sum) * 2 % 11;
	};
	for (let i = 0; i < characters.length; i += 1) {
		const code = characters.charCodeAt(i);
		if (code <= 57) take(code - 48);
		else {
			take(Math.floor((code - 55) / 10));
			take((code - 55) % 10);
		}
	}
	return String((11 - product) % 10);
}
// contract/result.ts
function ok(value) {
	return {
		ok: true,
		value
	};
}
function err(error) {
	return {
		ok: false,
		error
	};
}
/** Exhausts a union: a forgotten case fails the build. At run time it is a bug, hence a throw. */
function never(value, where) {
	throw new Error(`unreachable case in ${where}: ${JSON.stringify(value)}`);
}
// terminal/audit/audit-types.ts
/**
* What may be recorded, and which fields each type may carry. Class C1 only: never a person. A field that is not listed here does not compile,
* and is refused at run time too.
*/
var fields = {
	"session.start": ["item"],
	"session.end": ["reason"],
	"id.read": ["ok", "docType"],
	"id.left": [],
	verify: ["method", "result"],
	consent: [
		"kind",
		"version",
		"result"
	],
	"hub.pull": [
		"item",
		"sources",
		"ms"
	],
	submit: [
		"receipt",
		"item",
		"mode"
	],
	sync: [
		"result",
		"count",
		"delayMs"
	],
	"sync.dead": ["messageId", "code"],
	"sync.reissued": ["messageId", "newId"],
	"sync.missing": ["count", "firstSeq"],
	"outbox.replayed": ["messageId", "reason"],
	"outbox.waived": ["messageId", "reason"],
	"outbox.exported": ["messageId", "reason"],
	"store.restored": [
		"before",
		"lastSeq",
		"backup"
	],
	print: [
		"job",
		"receipt",
		"copy",
		"pages",
		"pagesOut",
		"result",
		"by"
	],
	card: ["serialHash", "state"],
	pay: ["order", "state"],
	door: ["state"],
	dispense: [
		"job",
		"kind",
		"device",
		"custody",
		"result",
		"by"
	],
	"act.resolved": [
		"job",
		"kind",
		"device",
		"result",
		"by"
	],
	custody: [
		"custody",
		"device",
		"kind",
		"event",
		"state",
		"by",
		"operator"
	],
	exchange: [
		"device",
		"operator",
		"state",
		"hopperBefore",
		"hopperAfter",
		"retainBefore",
		"retainAfter"
	],
	/** Staff by number, never by name. */
	"tech.enter": [
		"staff",
		"role",
		"scope",
		"how",
		"result"
	],
	"tech.exit": ["staff", "reason"],
	"tech.action": [
		"staff",
		"action",
		"device",
		"result"
	],
	"tech.refill": [
		"unit",
		"device",
		"staff",
		"expected",
		"found",
		"after",
		"reason"
	],
	/** The chain of commissioning reports: each names the hash of the one before. */
	"tech.commission": [
		"number",
		"staff",
		"hash",
		"previous",
		"failed"
	],
	"tech.order": [
		"staff",
		"order",
		"kind",
		"event",
		"note",
		"verdict"
	],
	"tech.item": [
		"staff",
		"item",
		"what",
		"where",
		"state",
		"to",
		"count"
	],
	config: [
		"what",
		"result",
		"layer",
		"entry",
		"by",
		"at"
	],
	update: ["version", "result"],
	clock: ["offsetMs"],
	erase: ["kind", "count"],
	rating: ["receipt", "level"],
	selftest: ["result"]
};
/** Names that `type` may not carry; empty = all right. */
function unlistedFields(type, data) {
	const allowed = fields[type];
	return Object.keys(data).filter((name) => !allowed.includes(name));
}
/**
* A reason that may go into the audit chain: 3 to 200 characters, and nothing that looks like a number of a person (ten or more digits; a final X is one).
*/
function isAuditableReason(reason) {
	const text = reason.trim();
	return text.length >= 3 && text.length <= 200 && !/\d[\d\s-]{8,}[\dXx]/.test(text);
}
/** Sends a dead or waived letter once more: same id, same sealed bytes, so it still takes effect once. */
function replay(context, id, reason) {
	return change$1(context, id, reason, "state IN ('dead', 'waived')", () => {
		const { db } = context;
		prepared(db, "UPDATE outbox SET state = 'pending', verdict = NULL, settled_wall_ms = NULL, attempts = 0, tombstone = NULL WHERE id = ?").run(id);
		prepared(db, "UPDATE case_row SET state = 'stored' WHERE message_id = ?").run(id);
		context.audit("outbox.replayed", {
			messageId: id,
			reason
		});
	});
}
/** Gives a dead letter up: it holds back nothing any more. Its sealed body stays until the time of stubs is over, so a mistake can be undone by `replay`. */
function waive(context, id, reason) {
	return change$1(context, id, reason, "state = 'dead'", () => {
		prepared(context.db, "UPDATE outbox SET state = 'waived', settled_wall_ms = ?, tombstone = coalesce(tombstone, 'due') WHERE id = ?").run(context.wallMs(), id);
		context.audit("outbox.waived", {
			messageId: id,
			reason
		});
	});
}
/** A copy of a sealed message was made. */
function noteExport(context, id, reason) {
	return change$1(context, id, reason, "body IS NOT NULL", () => {
		context.audit("outbox.exported", {
			messageId: id,
			reason
		});
	});
}
function change$1({ db, guard }, id, reason, where, fn) {
	if (!isAuditableReason(reason)) return err({
		code: "refused",
		detail: "the reason is no reason for the audit chain"
	});
	const done = guard(() => db.transaction(() => {
		if (prepared(db, `SELECT 1 FROM outbox WHERE id = ? AND ${where}`).get(id) === void 0) return false;
		fn();
		return true;
	}).immediate());
	if (!done.ok) return done;
	return done.value ? ok(void 0) : err({
		code: "letterState",
		detail: `message ${id} is not in a state for this`
	});
}
/** Tombstones that the hub has not acknowledged, of one epoch, oldest first. */
function dueTombstones(db, epoch, limit) {
	return prepared(db, `SELECT id, seq, sha256, state, verdict FROM outbox
       WHERE tombstone IS NOT NULL AND tombstone = 'due' AND store_epoch = ? ORDER BY seq LIMIT ?`).all(epoch, limit).map(({ id, seq, sha256, state, verdict }) => ({
		id,
		seq,
		sha256: sha256.toString("hex"),
		reason: reasonOf(state, verdict)
	}));
}
/** An epoch that has tombstones to tell; null = none. */
function epochOfDueTombstones(db) {
	return prepared(db, "SELECT store_epoch AS epoch FROM outbox WHERE tombstone IS NOT NULL AND tombstone = 'due' LIMIT 1").get()?.epoch ?? null;
}
function reasonOf(state, verdict) {
	if (state === "waived" || state === "reissued") return state;
	return verdict === "conflict" || verdict === "poison" ? verdict : "rejected";
}
/**
* The hub's word on tombstones, inside a transaction. `isHeld`: it has the message itself, so that the letter is delivered after all and its body is not needed.
* @returns ids of letters that are delivered
*/
function settleTombstones({ db, audit, wallMs }, told) {
	const delivered = [];
	for (const { id, isHeld } of told) {
		prepared(db, "UPDATE outbox SET tombstone = 'told' WHERE id = ? AND tombstone = 'due'").run(id);
		if (!isHeld) continue;
		const { changes } = prepared(db, `UPDATE outbox SET state = 'acked', body = NULL, verdict = 'duplicate', settled_wall_ms = ?, last_error = NULL
         WHERE id = ? AND state IN ('dead', 'waived')`).run(wallMs(), id);
		if (changes === 0) continue;
		prepared(db, "UPDATE case_row SET state = 'delivered' WHERE message_id = ?").run(id);
		audit("sync", {
			result: "duplicate",
			count: 1
		});
		delivered.push(id);
	}
	return delivered;
}
// terminal/outbox/outbox-rows.ts
/** The sequence number that the next message will have. */
function nextSeq(db) {
	const row = prepared(db, "SELECT value FROM counter WHERE name = 'outboxSeq'").get();
	if (row === void 0) throw new Error("counter row outboxSeq is missing");
	return row.value + 1;
}
/** Takes `seq`, inside the transaction that inserts its message; false when it is no longer the next one. */
function takeSeq(db, seq) {
	const { changes } = prepared(db, "UPDATE counter SET value = ? WHERE name = 'outboxSeq' AND value = ?").run(seq, seq - 1);
	return changes === 1;
}
/** Inserts one message, inside a transaction that has taken its `seq`. Columns by place: binding by name costs half as much again. */
function insertMessage(db, m) {
	prepared(db, `INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes,
       wall_ms, boot_id, mono_ms, hub_offset_ms, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`).run(m.id, m.storeEpoch, m.seq, m.prio, m.topic, m.orderKey, m.receiptNo, m.itemId, m.suite, m.kid, m.body, m.sha256, m.body.byteLength, m.wallMs, m.bootId, m.monoMs, m.hubOffsetMs);
}
var stubColumns = `id, seq, topic, state, verdict, receipt_no AS receiptNo, attempts, bytes, last_error AS lastError,
  store_epoch AS storeEpoch, tombstone, missing`;
/** Every message in order of commit. */
function messageStubs(db) {
	return prepared(db, `SELECT ${stubColumns} FROM outbox ORDER BY pos`).all();
}
function messageStub(db, id) {
	return prepared(db, `SELECT ${stubColumns} FROM outbox WHERE id = ?`).get(id) ?? null;
}
/** Pending messages, most urgent first, then in order of commit. The caller stops iterating when its batch is full. */
function candidates(db) {
	if (prepared(db, "SELECT 1 FROM outbox WHERE state = 'pending' AND state <> 'acked' LIMIT 1").get() === void 0) return [][Symbol.iterator]();
	return db.prepare(`SELECT id, store_epoch AS storeEpoch, seq, prio, order_key AS orderKey, bytes,
         (SELECT count(*) FROM outbox AS head WHERE head.order_key = outbox.order_key AND head.pos < outbox.pos
            AND head.state <> 'acked' AND head.state IN ('pending', 'inflight', 'dead')) AS earlier
       FROM outbox WHERE state = 'pending' AND state <> 'acked' ORDER BY prio, pos`).iterate();
}
/** The envelopes of these messages, in the order given; those whose body is gone are left out. */
function envelopes(db, ids) {
	const one = prepared(db, `SELECT id, seq, prio, topic, order_key AS orderKey, receipt_no AS receiptNo, item_id AS itemId, suite, kid, body, sha256,
       wall_ms AS wallMs, boot_id AS bootId, mono_ms AS monoMs, hub_offset_ms AS hubOffsetMs,
       old_id AS oldId, old_epoch AS oldEpoch, old_seq AS oldSeq
     FROM outbox WHERE id = ? AND body IS NOT NULL`);
	return ids.flatMap((id) => {
		const row = one.get(id);
		if (row === void 0) return [];
		const { body, sha256, oldId, oldEpoch, oldSeq, ...rest } = row;
		return [{
			...rest,
			enc: body.subarray(0, 32).toString("base64"),
			ct: body.subarray(32).toString("base64"),
			sha256: sha256.toString("hex"),
			...oldId === null ? {} : { reissueOf: {
				id: oldId,
				seq: oldSeq,
				storeEpoch: oldEpoch
			} }
		}];
	});
}
// terminal/outbox/remove-stubs.ts
/** Rows that one look removes at most: whoever comes meanwhile does not wait long. */
var removedAtOnce = 2e3;
/**
* Removes what is settled since before `beforeMs`: stubs of delivered and re-issued messages with their case rows, and letters that were waived, whose sealed body goes with
* them. Dead letters stay until somebody decides, and so does what the hub has lost or not been told of. Inside a transaction.
*/
function removeStubs({ db, audit }, beforeMs) {
	const rows = prepared(db, `SELECT id, store_epoch AS storeEpoch FROM outbox WHERE state IN ('acked', 'waived', 'reissued') AND missing = 0
       AND (tombstone IS NULL OR tombstone = 'told' OR state = 'acked') AND settled_wall_ms < ? ORDER BY pos LIMIT ?`).all(beforeMs, removedAtOnce);
	for (const { id, storeEpoch } of rows) {
		prepared(db, "DELETE FROM case_row WHERE message_id = ?").run(id);
		prepared(db, "DELETE FROM outbox WHERE id = ?").run(id);
		if (prepared(db, "UPDATE past_epoch SET removed = removed + 1 WHERE store_epoch = ?").run(storeEpoch).changes === 0) prepared(db, "UPDATE counter SET value = value + 1 WHERE name = 'outboxRemoved'").run();
	}
	if (rows.length > 0) audit("erase", {
		kind: "stubs",
		count: rows.length
	});
	return rows.length;
}
// contract/device.ts
/**
* How every peripheral is described: separate axes, typed faults, outcomes that say what may have happened.
* Words follow XFS4IoT (CEN device standard); the tables are those of docs/design/device-model.md.
*/
var literals = (values) => Type.Unsafe({
	type: "string",
	enum: [...values]
});
var links = [
	"absent",
	"poweredOff",
	"offOrAbsent",
	"connecting",
	"up",
	"lost",
	"garbled"
];
var conditions = [
	"ok",
	"degraded",
	"faulted",
	"suspectTamper",
	"tampered"
];
var activities = [
	"idle",
	"waitingUser",
	"moving",
	"transferring",
	"resetting",
	"maintenance"
];
var pathStates = [
	"clear",
	"jammed",
	"coverOpen",
	"shutterStuck",
	"unknown"
];
var supplyLevels = [
	"unknown",
	"full",
	"ok",
	"low",
	"out"
];
var levelSources = [
	"sensor",
	"counter",
	"operator"
];
var actions = [
	"none",
	"retry",
	"reset",
	"clearMedia",
	"replenish",
	"emptyBin",
	"configure",
	"engineer",
	"selfRecovering"
];
var severities = [
	"normal",
	"warning",
	"alarm"
];
var binKinds = [
	"supply",
	"retain",
	"park",
	"reject"
];
var binHealths = [
	"ok",
	"inoperative",
	"missing",
	"notConfigured",
	"manipulated"
];
var binLevels = [
	"unknown",
	"empty",
	"low",
	"ok",
	"high",
	"full"
];
var ActiveFault = Type.Object({
	code: literals(Object.keys({
		E_BAD_ARGUMENT: {
			action: "none",
			severity: "normal",
			userFixable: false
		},
		E_UNSUPPORTED: {
			action: "none",
			severity: "normal",
			userFixable: false
		},
		E_SEQUENCE: {
			action: "reset",
			severity: "normal",
			userFixable: false
		},
		E_NOT_READY: {
			action: "selfRecovering",
			severity: "normal",
			userFixable: false
		},
		E_DISABLED: {
			action: "none",
			severity: "normal",
			userFixable: false
		},
		E_CLAIM_REQUIRED: {
			action: "none",
			severity: "normal",
			userFixable: false
		},
		E_CLAIM_BUSY: {
			action: "retry",
			severity: "normal",
			userFixable: false
		},
		E_CLAIM_LOST: {
			action: "none",
			severity: "normal",
			userFixable: false
		},
		E_QUEUE_FULL: {
			action: "retry",
			severity: "warning",
			userFixable: false
		},
		E_CANCELLED: {
			action: "none",
			severity: "normal",
			userFixable: false
		},
		E_TIMEOUT: {
			action: "retry",
			severity: "normal",
			userFixable: true
		},
		E_IO_TIMEOUT: {
			action: "selfRecovering",
			severity: "warning",
			userFixable: false
		},
		E_NO_DEVICE: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_POWER: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_LINK_LOST: {
			action: "selfRecovering",
			severity: "alarm",
			userFixable: false
		},
		E_WRONG_DEVICE: {
			action: "configure",
			severity: "alarm",
			userFixable: false
		},
		E_ROLE_AMBIGUOUS: {
			action: "configure",
			severity: "alarm",
			userFixable: false
		},
		E_PROTOCOL: {
			action: "selfRecovering",
			severity: "warning",
			userFixable: false
		},
		E_MEDIA_JAM: {
			action: "clearMedia",
			severity: "alarm",
			userFixable: false
		},
		E_NO_MEDIA: {
			action: "retry",
			severity: "normal",
			userFixable: true
		},
		E_MEDIA_INVALID: {
			action: "retry",
			severity: "normal",
			userFixable: true
		},
		E_MEDIA_COLLISION: {
			action: "retry",
			severity: "normal",
			userFixable: true
		},
		E_OCCUPIED: {
			action: "clearMedia",
			severity: "warning",
			userFixable: true
		},
		E_MEDIA_SWALLOWED: {
			action: "clearMedia",
			severity: "alarm",
			userFixable: false
		},
		E_MEDIA_RETRACTED: {
			action: "none",
			severity: "warning",
			userFixable: false
		},
		E_SHUTTER: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_COVER_OPEN: {
			action: "clearMedia",
			severity: "warning",
			userFixable: false
		},
		E_CUTTER: {
			action: "clearMedia",
			severity: "alarm",
			userFixable: false
		},
		E_OVERHEAT: {
			action: "selfRecovering",
			severity: "warning",
			userFixable: false
		},
		/** The device reports an unrecoverable fault of its own, without saying more. */
		E_HARDWARE: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_SUPPLY_OUT: {
			action: "replenish",
			severity: "alarm",
			userFixable: false
		},
		E_BIN_FULL: {
			action: "emptyBin",
			severity: "alarm",
			userFixable: false
		},
		/** Two persons have counted more or fewer cards than the ledger says; an operator has to accept it. */
		E_COUNT_DIFFERS: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_BIN_FAULT: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_CHIP: {
			action: "retry",
			severity: "normal",
			userFixable: true
		},
		E_DATA_BAD: {
			action: "retry",
			severity: "normal",
			userFixable: true
		},
		E_DOC_SUSPECT: {
			action: "none",
			severity: "warning",
			userFixable: false
		},
		/** A contact on the touch panel that is never lifted; water, dirt, a foil that has come off, or the panel itself. */
		E_TOUCH_STUCK: {
			action: "clearMedia",
			severity: "alarm",
			userFixable: true
		},
		/** The touch panel touches by itself. */
		E_TOUCH_GHOST: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		/** People are there and no touch arrives, or the panel is gone from the bus. */
		E_TOUCH_DEAD: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_TAMPER: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		},
		E_INTERNAL: {
			action: "engineer",
			severity: "alarm",
			userFixable: false
		}
	})),
	since: Type.String(),
	action: literals(actions),
	severity: literals(severities)
}, { additionalProperties: false });
var Supply = Type.Object({
	level: literals(supplyLevels),
	source: literals(levelSources),
	count: Type.Optional(Type.Integer()),
	at: Type.String()
}, { additionalProperties: false });
/**
* A place that keeps items (XFS4IoT storage unit). `level` is what the sensors say, else what the count and `threshold` say (threshold 0:
* sensors decide); `count` follows positions, not command success; `initial` is the count at the last exchange. `null` = never counted.
*/
var Bin = Type.Object({
	kind: literals(binKinds),
	health: literals(binHealths),
	level: literals(binLevels),
	count: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
	initial: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
	capacity: Type.Optional(Type.Integer({ minimum: 0 })),
	threshold: Type.Integer({ minimum: 0 })
}, { additionalProperties: false });
Type.Object({
	id: Type.String(),
	epoch: Type.Integer(),
	seq: Type.Integer(),
	link: literals(links),
	condition: literals(conditions),
	activity: literals(activities),
	media: Type.Unsafe({ type: ["string", "null"] }),
	paths: Type.Record(Type.String(), literals(pathStates)),
	supplies: Type.Record(Type.String(), Supply),
	bins: Type.Record(Type.String(), Bin),
	faults: Type.Array(ActiveFault),
	observedAt: Type.String(),
	via: literals([
		"event",
		"poll",
		"assumed"
	])
}, { additionalProperties: false });
// contract/checks.ts
/**
* What the checks of a machine say (docs/doctor.md): the same lines on the command line, in the daily self-test, on the pages of technicians and, as counts, at the
* hub. Class C1: no person and no number of one.
*/
var checkVerdicts = [
	"pass",
	"warn",
	"fail",
	"notFitted"
];
var checkUnits = [
	"percent",
	"ms",
	"s",
	"min",
	"h",
	"days",
	"count",
	"celsius",
	"MiB"
];
/** Every check, in the order in which it is shown; its title is the text `check.title.<id>`. */
var checkIds = [
	"program.service",
	"program.config",
	"program.version",
	"program.enrolment",
	"program.intake",
	"device.link",
	"device.fault",
	"device.supply",
	"device.bin",
	"cabinet.door",
	"cabinet.tamper",
	"store.open",
	"store.durability",
	"store.probe",
	"store.damage",
	"store.disk",
	"store.ballast",
	"store.backup",
	"store.audit",
	"outbox.depth",
	"outbox.oldest",
	"outbox.dead",
	"outbox.sequence",
	"outbox.missing",
	"clock.offset",
	"hub.reach",
	"hub.roundTrip",
	"key.machine",
	"key.hub",
	"key.certificate",
	"speech.clips",
	"system.memory",
	"system.temperature"
];
var Word = Type.String({ pattern: "^[A-Za-z][A-Za-z0-9]{0,31}$" });
/** Role of a device, or part of the machine: `receiptPrinter`, `store`, `hub`. */
var Part = Type.String({ pattern: "^[A-Za-z0-9-]{1,32}$" });
/** One line of a run. `measured` has the unit `unit`, and so has `limit`: where `pass` ends. */
var CheckLine = Type.Object({
	id: oneOf(checkIds),
	part: Part,
	verdict: oneOf(checkVerdicts),
	measured: nullable(Type.Number()),
	unit: nullable(oneOf(checkUnits)),
	limit: nullable(Type.Number()),
	/** What was found, where no number says it: text `check.word.<word>`. */
	word: nullable(Word),
	/** What to do: text `check.do.<todo>`; null = nothing. */
	todo: nullable(Word),
	/** Technical: fault code, name of a supply, reason of the program. */
	detail: nullable(Type.String({ maxLength: 300 }))
}, strict);
var CheckCounts = Type.Object({
	pass: Type.Integer({ minimum: 0 }),
	warn: Type.Integer({ minimum: 0 }),
	fail: Type.Integer({ minimum: 0 }),
	notFitted: Type.Integer({ minimum: 0 })
}, strict);
Type.Object({
	/** Wall clock as the hub has corrected it, milliseconds since 1970. */
	atMs: Type.Integer(),
	by: oneOf(["daily", "demand"]),
	version: Type.String({ maxLength: 32 }),
	counts: CheckCounts,
	lines: Type.Array(CheckLine, { maxItems: 200 })
}, strict);
/** A device as it stands now, without anything of a person. */
var DeviceFact = Type.Object({
	id: Part,
	link: oneOf(links),
	condition: oneOf(conditions),
	faults: Type.Array(Type.Object({
		code: Type.String({ maxLength: 32 }),
		since: Type.String()
	}, strict)),
	supplies: Type.Record(Type.String({ maxLength: 32 }), Type.Object({
		level: oneOf(supplyLevels),
		source: oneOf(levelSources)
	}, strict)),
	bins: Type.Record(Type.String({ maxLength: 32 }), Type.Object({
		kind: Type.String({ maxLength: 16 }),
		health: Type.String({ maxLength: 16 }),
		level: Type.String({ maxLength: 16 }),
		count: nullable(Type.Integer({ minimum: 0 }))
	}, strict))
}, strict);
var contactStates = [
	"open",
	"closed",
	"unknown"
];
Type.Object({
	version: Type.String({ maxLength: 32 }),
	/** Fitted devices. */
	devices: Type.Array(DeviceFact, { maxItems: 32 }),
	/** Contacts of the cabinet; null = no board, or no such contact at it. */
	cabinet: nullable(Type.Object({
		door: nullable(oneOf(contactStates)),
		tamper: nullable(oneOf(contactStates))
	}, strict)),
	durability: oneOf(["ok", "failed"]),
	ballast: oneOf([
		"kept",
		"released",
		"none"
	]),
	/** `open`, or why nothing new is taken in. */
	intake: Type.String({ maxLength: 16 }),
	hub: Type.Object({
		isOnline: Type.Boolean(),
		isKeyRefused: Type.Boolean(),
		/** Hub time minus wall clock; null = no contact in this boot. */
		offsetMs: nullable(Type.Integer()),
		/** Of the last call that was believed. */
		roundTripMs: nullable(Type.Integer({ minimum: 0 }))
	}, strict),
	/** Folder of the page that it serves, where the recordings of speech stand. */
	pageDir: Type.String({ maxLength: 4096 })
}, strict);
Type.Object({
	lines: Type.Array(Type.String(), { maxItems: 4e3 }),
	last: Type.Integer({ minimum: 0 })
}, strict);
/** What a heartbeat says of the last self-test: counts, and the parts that want a hand. */
var SelfTestReport = Type.Object({
	atMs: Type.Integer(),
	counts: CheckCounts,
	failed: Type.Array(Part, { maxItems: 16 })
}, strict);
Type.Object({
	supply: oneOf([
		"receiptPaper",
		"cards",
		"documentPaper"
	]),
	daysLeft: nullable(Type.Number({ minimum: 0 })),
	left: nullable(Type.Number({ minimum: 0 })),
	perDay: nullable(Type.Number({ minimum: 0 })),
	unknown: nullable(oneOf([
		"history",
		"count",
		"use"
	]))
}, strict);
// contract/pulls/parts.ts
var Id = Type.String({
	minLength: 1,
	maxLength: 64
});
var Words = Type.String({ maxLength: 200 });
var Day = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
var Month = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}$" });
var Fen = Type.Integer({ minimum: 0 });
/** A name in Chinese and English, for lists that come from the city. */
var Names = {
	nameZh: Words,
	nameEn: Words
};
var Bank = Type.Object({
	code: Id,
	...Names,
	hotline: Type.String({ maxLength: 24 })
}, strict);
var Place = Type.Object({
	placeId: Id,
	...Names,
	district: Words,
	address: Words,
	phone: Type.String({ maxLength: 24 }),
	distanceM: Type.Integer({ minimum: 0 }),
	hours: Words
}, strict);
var list = (item, maxItems = 100) => Type.Array(item, { maxItems });
// contract/pulls/cases.ts
/** One vocabulary of case states everywhere (docs/domain/catalogue.md §5). `unknown` is a word of the machine only and never comes from the hub. */
var caseStates = [
	"delivered",
	"accepted",
	"inProgress",
	"needMore",
	"waitSpouse",
	"waitSign",
	"ready",
	"done",
	"refused",
	"withdrawn",
	"expired"
];
/** One matter of a joint application: a lane of the tracker. Days are working days of the city's calendar. */
var Matter = Type.Object({
	matterId: Id,
	titleZh: Words,
	titleEn: Words,
	department: Type.String({ maxLength: 24 }),
	state: oneOf(["waiting", ...caseStates]),
	daysUsed: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
	daysAllowed: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
	startedAt: Type.Union([Words, Type.Null()]),
	/** While the department works: its promise. `needMore`: until when the citizen has to mend. */
	dueAt: Type.Union([Words, Type.Null()]),
	/** Day on which it ended, whatever the end. */
	settledAt: Type.Union([Day, Type.Null()]),
	/** What it issues: licence, seals, permit; null = nothing is handed out. */
	documentZh: Type.Union([Words, Type.Null()]),
	documentEn: Type.Union([Words, Type.Null()]),
	reason: Type.Union([Words, Type.Null()]),
	/** Section of the form that must be mended (补正). */
	section: Type.Union([Id, Type.Null()]),
	pickup: Type.Union([Words, Type.Null()])
}, strict);
/** What a check page shows of an application, label and value a row, in each language: whoever signs later and elsewhere sees the same. */
var SummaryRows = Type.Array(Type.Object({
	label: Type.String({ maxLength: 200 }),
	value: Type.String({ maxLength: 2e3 })
}, strict), { maxItems: 100 });
var SignedSummary = Type.Object({
	"zh-CN": SummaryRows,
	"zh-HK": SummaryRows,
	en: SummaryRows
}, strict);
/** What a signer who has not signed yet would sign, as the one who filled it in saw it. */
var Signing = Type.Object({
	draftId: Id,
	version: Type.Integer(),
	until: Words,
	summary: SignedSummary
}, strict);
/** `status`: what anybody with the receipt may see. `detail`: after identification. */
var CaseView = Type.Object({
	receiptNo: Type.String({ maxLength: 32 }),
	itemId: Id,
	level: oneOf(["status", "detail"]),
	state: oneOf(caseStates),
	/** joint applications: ready or done matters, and all. */
	matters: list(Matter, 12),
	done: Type.Integer({ minimum: 0 }),
	of: Type.Integer({ minimum: 0 }),
	submittedOn: Day,
	dueOn: Type.Union([Day, Type.Null()]),
	settledAt: Type.Union([Words, Type.Null()]),
	nextZh: Words,
	nextEn: Words,
	reason: Type.Union([Words, Type.Null()]),
	signers: Type.Object({
		signed: Type.Integer(),
		of: Type.Integer()
	}, strict),
	may: list(oneOf([
		"supplement",
		"withdraw",
		"print",
		"book",
		"rate",
		"sign"
	]), 6),
	/** Only for a named signer whose signature is missing. */
	signing: Type.Optional(Signing),
	/** Name and number fit the person who asked. */
	mine: Type.Boolean(),
	/** A person has rated it; what they said is told to nobody. */
	rated: Type.Boolean()
}, strict);
var caseList = Type.Object({ cases: list(CaseView, 50) }, strict);
/** Parameters `receiptNo` or `caseNo`; without an identified person only `status` comes back. */
var caseDetail = Type.Object({ case: CaseView }, strict);
var bookPlaces = Type.Object({
	services: list(Type.Object({
		serviceId: Id,
		nameZh: Words,
		nameEn: Words,
		words: Words
	}, strict), 60),
	places: list(Place, 40),
	active: list(Type.Object({
		bookingNo: Words,
		serviceId: Id,
		nameZh: Words,
		nameEn: Words,
		place: Words,
		date: Day,
		slot: Words
	}, strict), 10)
}, strict);
/** Parameters `placeId`, `serviceId`, `date`. */
var bookSlots = Type.Object({ slots: list(Type.Object({
	slotId: Id,
	from: Words,
	to: Words,
	left: Type.Integer({ minimum: 0 })
}, strict), 40) }, strict);
// contract/pulls/business.ts
/**
* Market supervision (市场监管局). `amr.nameCheck` takes the parameters `core`, `trade` (code of `amr.scope`), `form` (`ltd` 有限公司, `llc` 有限责任公司),
* `region` (`city` 广州, `cityFull` 广州市, `district` 广州市 with the district), `district` (code of `ref.regions`). `alternatives`: trade names (字号) that are
* free, without the rest, so that each may be the answer.
*/
var amrNameCheck = Type.Object({
	free: Type.Boolean(),
	fullName: Words,
	alternatives: list(Words, 5)
}, strict);
var amrScope = Type.Object({
	phrases: list(Type.Object({
		code: Id,
		nameZh: Words,
		nameEn: Words,
		words: Words
	}, strict), 400),
	trades: list(Type.Object({
		code: Id,
		nameZh: Words,
		nameEn: Words,
		words: Words
	}, strict), 100)
}, strict);
/** Drafts of joint applications that this person may go on with. */
var bizDrafts = Type.Object({ drafts: list(Type.Object({
	draftId: Id,
	itemId: Id,
	section: Type.Integer({ minimum: 0 }),
	savedAt: Words,
	until: Words,
	state: oneOf(["draft", "awaitingSignatures"])
}, strict), 5) }, strict);
// contract/pulls/estate-funds.ts
/** Property register (规划和自然资源局), leases, provident fund (公积金中心). Class C3. */
var pnrEstate = Type.Object({
	areas: list(Type.Object({
		area: Id,
		count: Type.Integer({ minimum: 0 })
	}, strict), 20),
	asked: list(Words, 8)
}, strict);
var pnrHouseLicence = Type.Object({ houses: list(Type.Object({
	licId: Id,
	address: Words,
	district: Words,
	use: oneOf([
		"commercial",
		"residential",
		"office"
	])
}, strict), 20) }, strict);
var leaseRecord = Type.Object({ leases: list(Type.Object({
	licId: Id,
	address: Words,
	district: Words,
	until: Day
}, strict), 20) }, strict);
var hpfAccount = Type.Object({
	accountLast4: Words,
	balanceFen: Fen,
	monthlyFen: Fen,
	state: oneOf(["active", "sealed"]),
	unit: Words,
	since: Day
}, strict);
var hpfRows = Type.Object({ rows: list(Type.Object({
	month: Month,
	kind: oneOf([
		"paid",
		"withdrawn",
		"interest"
	]),
	fen: Fen,
	balanceFen: Fen
}, strict), 240) }, strict);
// contract/pulls/medical.ts
/** Medical insurance (市医保局, 市税务局). Class C3. */
var resCategories = [
	"minor",
	"student",
	"adult",
	"elder",
	"aided"
];
/** Cover of the person and of every member of the household, so that a family can be enrolled together. */
var medCover = Type.Object({ covers: list(Type.Object({
	personId: Id,
	name: Words,
	relation: oneOf([
		"self",
		"spouse",
		"child",
		"parent",
		"other"
	]),
	age: Type.Integer({
		minimum: 0,
		maximum: 150
	}),
	kind: oneOf([
		"none",
		"resident",
		"employee"
	]),
	category: oneOf(resCategories),
	enrolledYear: Type.Union([Type.String(), Type.Null()]),
	/** What this person pays for the year that is open now; left out where no year is open. */
	fen: Type.Optional(Fen),
	/** Why this person cannot be enrolled here now. */
	because: Type.Union([oneOf([
		"employee",
		"school",
		"enrolled",
		"closed"
	]), Type.Null()])
}, strict), 20) }, strict);
var medArrears = Type.Object({
	owedFen: Fen,
	months: list(Month, 60)
}, strict);
var medRecord = Type.Object({
	version: Type.Integer({ minimum: 1 }),
	name: Words,
	mobile: Words,
	address: Words,
	bank: Type.Union([Bank, Type.Null()]),
	accountLast4: Type.Union([Words, Type.Null()]),
	hospitalId: Id,
	hospitalZh: Words,
	hospitalEn: Words
}, strict);
var medContrib = Type.Object({ years: list(Type.Object({
	year: Words,
	months: Type.Integer(),
	personFen: Fen,
	unitFen: Fen
}, strict), 40) }, strict);
var medHospitals = Type.Object({ hospitals: list(Type.Object({
	hospitalId: Id,
	nameZh: Words,
	nameEn: Words,
	district: Words,
	words: Words
}, strict), 500) }, strict);
var medYears = Type.Object({ years: list(Type.Object({
	year: Type.String({ pattern: "^[0-9]{4}$" }),
	open: Type.Boolean(),
	payBy: Day,
	prices: list(Type.Object({
		category: oneOf(resCategories),
		fen: Fen
	}, strict), 8)
}, strict), 3) }, strict);
// contract/pulls/person.ts
/** Population register, household, residence (market: 市公安局). Class C2; household and photo C3. */
var psPerson = Type.Object({
	name: Words,
	sex: oneOf(["male", "female"]),
	birthDate: Day,
	hukou: oneOf([
		"guangzhou",
		"guangdong",
		"other"
	]),
	mobile: Words,
	district: Words
}, strict);
var psPhoto = Type.Object({
	photoId: Id,
	taken: Day
}, strict);
var Member = Type.Object({
	personId: Id,
	name: Words,
	idNumber: Words,
	birthDate: Day,
	age: Type.Integer({
		minimum: 0,
		maximum: 150
	}),
	sex: oneOf(["male", "female"]),
	relation: oneOf([
		"self",
		"spouse",
		"child",
		"parent",
		"other"
	])
}, strict);
var psHukou = Type.Object({
	address: Words,
	district: Words,
	members: list(Member, 20)
}, strict);
var psResPermit = Type.Object({
	permitNo: Words,
	validFrom: Day,
	validTo: Day,
	address: Words,
	inWindow: Type.Boolean()
}, strict);
var psAddrReg = Type.Object({
	address: Words,
	district: Words,
	street: Words,
	community: Words,
	registered: Day
}, strict);
var hcBirthReg = Type.Object({
	registered: Day,
	receiptNo: Words,
	order: oneOf([
		"1",
		"2",
		"3"
	])
}, strict);
var hcBirthCert = Type.Object({ certificates: list(Type.Object({
	certNo: Words,
	birthDate: Day,
	childName: Words
}, strict), 10) }, strict);
var civilMarriage = Type.Object({
	married: Type.Boolean(),
	first: Type.Boolean(),
	since: Day,
	spouse: Type.Object({
		name: Words,
		idNumber: Words,
		hukou: oneOf([
			"guangzhou",
			"guangdong",
			"other"
		])
	}, strict)
}, strict);
var licList = Type.Object({ licences: list(Type.Object({
	licId: Id,
	kind: Id,
	nameZh: Words,
	nameEn: Words,
	group: oneOf([
		"id",
		"hukou",
		"ss",
		"family",
		"estate",
		"vehicle",
		"edu",
		"biz",
		"other"
	]),
	issuer: Words,
	validTo: Words,
	printable: Type.Boolean()
}, strict), 400) }, strict);
var licData = Type.Object({
	licId: Id,
	nameZh: Words,
	nameEn: Words,
	rows: list(Type.Object({
		labelZh: Words,
		labelEn: Words,
		value: Words
	}, strict), 24),
	qr: Type.String({ maxLength: 400 }),
	qrSeconds: Type.Integer()
}, strict);
// contract/catalogue/condition.ts
/**
* A reference names one value that is known in the visit, as a path with `/`:
*
* | root | what |
* |---|---|
* | `answer/KEY` | what the citizen answered or what was taken as default |
* | `chosen/KEY/…` | the whole entry behind an answer that was chosen from a pulled list |
* | `pull/PATH/…` | data of a pull, for example `pull/hrss.cards/cards/0/last4`; without a rest the whole data |
* | `actor/…`, `subject/…` | who stands here, and for whom: `name` `idNumber` `birthDate` `age` `sex` `docType` |
* | `row/…` | the entry of the list that is being drawn or tested; `row` alone is the entry itself. In the fields of `records`: the row as filled in so far |
* | `result/…` | what the hub said of this application: `state` `receiptNo` `data/…` |
* | `today` | the city's day, `YYYY-MM-DD` |
* | `machine/…` | `kiosk` `place` `keeperPhone` |
*
* A path that leads nowhere gives "nothing"; it is never an error at run time. `catalogue check` finds references that can never lead anywhere.
* Names of the city come in two languages: a last part `nameZh` (anything ending in `Zh`) is read as `nameEn` for a citizen who reads English.
*/
var Ref = Type.String({
	pattern: "^(today|(answer|chosen|pull|actor|subject|row|result|machine)(/[A-Za-z0-9._-]+)*)$",
	maxLength: 128
});
/**
* A day or month relative to the visit: `today`, `today-300d`, `today+14d`, `today-718m` (the same day 718 months ago, or the last day of a shorter month),
* `month`, `month-24`, `month+6` (months), or a fixed `YYYY-MM-DD` / `YYYY-MM`.
*/
var DateLimit = Type.String({ pattern: "^(today([+-][0-9]{1,4}[dm])?|month([+-][0-9]{1,3})?|[0-9]{4}-[0-9]{2}(-[0-9]{2})?)$" });
/** A limit that is fixed, relative to the visit, or a value that is known in it: `answer/from`, `chosen/unit/lastClosedMonth`. */
var DateBound = Type.Union([DateLimit, Ref]);
var pullStatuses = [
	"found",
	"none",
	"partial",
	"timeout",
	"denied"
];
/** What a machine can have; items name what they need (docs/domain/catalogue.md §1.4). */
var capabilities = [
	"idReader",
	"camera",
	"receiptPrinter",
	"a4Printer",
	"cardIssuer",
	"pinPad",
	"qrScanner",
	"docCamera",
	"ssCardReader",
	"speaker",
	"headset",
	"navPad",
	"presence"
];
var self = Type.Ref("Condition");
var Scalar = Type.Union([
	Type.String({ maxLength: 64 }),
	Type.Number(),
	Type.Boolean()
]);
var limits = {
	min: Type.Optional(Type.Number()),
	max: Type.Optional(Type.Number())
};
var sizeLimit = Type.Optional(Type.Union([Type.Number(), Ref]));
/** Known to `parse` by its `$id` (contract/validate.ts): schemas name it as often as they like, and it stands in each only as a reference. */
var conditionSchema = Type.Union([
	Type.Literal("always"),
	Type.Literal("never"),
	Type.Object({ all: Type.Array(self, {
		minItems: 1,
		maxItems: 16
	}) }, strict),
	Type.Object({ any: Type.Array(self, {
		minItems: 1,
		maxItems: 16
	}) }, strict),
	Type.Object({ not: self }, strict),
	Type.Object({ link: oneOf(["online", "offline"]) }, strict),
	Type.Object({
		pull: Type.String({ maxLength: 48 }),
		is: Type.Array(oneOf(pullStatuses), { minItems: 1 })
	}, strict),
	Type.Object({ device: oneOf(capabilities) }, strict),
	Type.Object({ has: Ref }, strict),
	Type.Object({
		ref: Ref,
		in: Type.Array(Scalar, {
			minItems: 1,
			maxItems: 64
		})
	}, strict),
	Type.Object({
		ref: Ref,
		includes: Type.String({ maxLength: 64 })
	}, strict),
	Type.Object({
		ref: Ref,
		among: Ref
	}, strict),
	Type.Object({
		count: Ref,
		...limits
	}, strict),
	Type.Object({
		size: Ref,
		min: sizeLimit,
		max: sizeLimit
	}, strict),
	Type.Object({
		date: Ref,
		min: Type.Optional(DateBound),
		max: Type.Optional(DateBound)
	}, strict),
	Type.Object({
		some: self,
		of: Ref
	}, strict),
	Type.Object({
		every: self,
		of: Ref
	}, strict),
	Type.Object({ same: Type.Tuple([Ref, Ref]) }, strict)
], { $id: "Condition" });
Type.Unsafe(self);
/** How a value is written for people. `code:LIST` = text `list.LIST.<value>`. Masks follow docs/domain/privacy-and-security.md §4. */
var Format = Type.String({ pattern: "^(plain|name|idno|mobile|last4|address|date|dateTime|month|money|percent|count|distance|yesno|code:[A-Za-z][A-Za-z0-9]*)$" });
Type.Union([Type.Object({
	text: Type.String({ maxLength: 96 }),
	with: Type.Optional(Type.Record(Type.String({ maxLength: 24 }), Type.Object({
		ref: Ref,
		format: Format
	}, strict)))
}, strict), Type.Object({
	ref: Ref,
	format: Format
}, strict)]);
// contract/pulls/reference.ts
/** Reference lists: class C0, the same for everybody, cached at the machine with their date. */
var refBanks = Type.Object({ banks: list(Bank, 40) }, strict);
var refOutlets = Type.Object({ outlets: list(Place, 100) }, strict);
/** `capabilities`: what a machine is fitted with; whether that works at this moment is not said. */
var refKiosks = Type.Object({ kiosks: list(Type.Object({
	...Place.properties,
	capabilities: list(oneOf(capabilities), capabilities.length)
}, strict), 100) }, strict);
var refRegions = Type.Object({ regions: list(Type.Object({
	code: Id,
	parent: Type.Union([Id, Type.Null()]),
	nameZh: Words,
	nameEn: Words
}, strict), 3e3) }, strict);
var refReasons = Type.Object({
	version: Type.Integer(),
	reasons: list(Type.Object({
		code: Id,
		nameZh: Words,
		nameHk: Words,
		nameEn: Words
	}, strict), 40)
}, strict);
/** Public holidays and make-up working days of the years around now. */
var refCalendar = Type.Object({
	holidays: list(Day, 400),
	workdays: list(Day, 200)
}, strict);
// contract/pulls/social-security.ts
/** Social security (市人社局). */
var SocialSecurityCard = Type.Object({
	cardId: Id,
	last4: Type.String({ pattern: "^[0-9]{4}$" }),
	bank: Bank,
	issued: Day,
	state: oneOf([
		"normal",
		"tempLoss",
		"formalLoss",
		"cancelled",
		"inProduction",
		"inactive",
		"expired"
	]),
	/** inProduction: 1–5 (受理 → 核验 → 银行开户 → 制卡 → 待领取). */
	step: Type.Union([Type.Integer({
		minimum: 1,
		maximum: 5
	}), Type.Null()]),
	pickPlace: Type.Union([Words, Type.Null()]),
	/** 2 or 3; the third generation has a PIN of its own. */
	generation: Type.Integer({
		minimum: 1,
		maximum: 3
	}),
	replaced: Type.Boolean()
}, strict);
var hrssCards = Type.Object({
	cards: list(SocialSecurityCard, 20),
	pendingReceipt: Type.Union([Words, Type.Null()])
}, strict);
/** `here`: blank cards that the hub believes in this machine; the machine's own counter decides. */
var hrssStock = Type.Object({
	here: Type.Integer({ minimum: 0 }),
	feeFen: Fen,
	nearby: list(Type.Object({
		placeId: Id,
		nameZh: Words,
		nameEn: Words,
		distanceM: Type.Integer(),
		stock: Type.Integer()
	}, strict), 10)
}, strict);
var insTypes = [
	"pension",
	"medical",
	"unemployment",
	"injury",
	"maternity"
];
var Row = Type.Object({
	month: Month,
	type: oneOf(insTypes),
	baseFen: Fen,
	personFen: Fen,
	unitFen: Fen,
	state: oneOf([
		"paid",
		"owed",
		"exempt"
	]),
	unit: Words
}, strict);
// contract/pulls/pulls.ts
/**
* Everything that a machine may fetch, by the path that items use (docs/domain/catalogue.md §1.5). `data` of a reply is checked against the schema of
* its path at the machine; what does not fit is treated as `timeout`, never shown.
*/
var pullSchemas = {
	"ps.person": psPerson,
	"ps.photo": psPhoto,
	"ps.hukou": psHukou,
	"ps.resPermit": psResPermit,
	"ps.addrReg": psAddrReg,
	"hrss.cards": hrssCards,
	"hrss.stock": hrssStock,
	"hrss.contrib": Type.Object({
		years: list(Type.Object({
			year: Type.String({ pattern: "^[0-9]{4}$" }),
			rows: list(Row, 60),
			personFen: Fen,
			unitFen: Fen
		}, strict), 40),
		months: Type.Integer({ minimum: 0 })
	}, strict),
	"hrss.cert": Type.Object({
		types: list(Type.Object({
			type: oneOf(insTypes),
			state: oneOf([
				"active",
				"paused",
				"none"
			]),
			since: Day,
			months: Type.Integer()
		}, strict), 5),
		unit: Words
	}, strict),
	"hrss.units": Type.Object({ units: list(Type.Object({
		uscc: Words,
		nameZh: Words,
		role: oneOf([
			"legalRep",
			"officer",
			"none"
		]),
		lastClosedMonth: Month,
		insured: Type.Integer()
	}, strict), 20) }, strict),
	"hrss.skillCerts": Type.Object({ certs: list(Type.Object({
		certNo: Words,
		occupation: Words,
		level: oneOf([
			"3",
			"4",
			"5"
		]),
		issued: Day,
		monthsOld: Type.Integer(),
		amountFen: Fen,
		claimable: Type.Boolean(),
		because: Type.Union([oneOf([
			"tooOld",
			"claimed",
			"higherClaimed"
		]), Type.Null()])
	}, strict), 20) }, strict),
	"hrss.unempMonths": Type.Object({
		months: Type.Integer({ minimum: 0 }),
		needed: Type.Integer({ minimum: 0 })
	}, strict),
	"hrss.skillClaims": Type.Object({
		thisYear: Type.Integer({ minimum: 0 }),
		limit: Type.Integer({ minimum: 0 }),
		claims: list(Type.Object({
			occupation: Words,
			level: Words,
			year: Words
		}, strict), 20)
	}, strict),
	"bank.ssAccount": Type.Object({
		bank: Bank,
		last4: Type.String({ pattern: "^[0-9]{4}$" }),
		active: Type.Boolean()
	}, strict),
	"med.cover": medCover,
	"med.arrears": medArrears,
	"med.record": medRecord,
	"med.contrib": medContrib,
	"med.hospitals": medHospitals,
	"med.years": medYears,
	"hc.birthReg": hcBirthReg,
	"hc.birthCert": hcBirthCert,
	"civil.marriage": civilMarriage,
	"amr.nameCheck": amrNameCheck,
	"amr.scope": amrScope,
	"biz.drafts": bizDrafts,
	"pnr.estate": pnrEstate,
	"pnr.houseLicence": pnrHouseLicence,
	"lease.record": leaseRecord,
	"hpf.account": hpfAccount,
	"hpf.rows": hpfRows,
	"lic.list": licList,
	"lic.data": licData,
	"case.list": caseList,
	"case.detail": caseDetail,
	"book.places": bookPlaces,
	"book.slots": bookSlots,
	"ref.banks": refBanks,
	"ref.outlets": refOutlets,
	"ref.kiosks": refKiosks,
	"ref.regions": refRegions,
	"ref.reasons": refReasons,
	"ref.calendar": refCalendar
};
var pullPaths = Object.keys(pullSchemas);
new Ajv({
	allErrors: false,
	strict: true,
	strictTypes: false,
	allowUnionTypes: true
}).addSchema(conditionSchema);
// contract/release/release-id.ts
var version = "[0-9a-z]{1,16}(\\.[0-9a-z]{1,16}){0,5}";
Type.String({
	pattern: `^${version}$`,
	maxLength: 79
});
Type.String({
	pattern: `^${version}-[0-9a-f]{16}$`,
	maxLength: 96
});
/** SHA-256 of the bytes of a manifest, hex. */
var ManifestHash = Type.String({ pattern: "^[0-9a-f]{64}$" });
Object.entries({
	application: "app",
	catalogue: "catalogue",
	config: "config",
	notice: "notice"
});
// contract/release/assignment.ts
/**
* Who gets which release when: the word of the hub, apart from the metadata, which says what is genuine. Installed is only what both name, so a hub that was broken into can choose among genuine
* releases and no more (docs/design/sync-and-fleet.md §7).
*/
var Assignment = Type.Object({
	format: Type.Literal("yitiji-assignment/1"),
	device: Type.String({
		minLength: 1,
		maxLength: 64
	}),
	/** Name of the target: `app/2026.11.1.json`. */
	target: Type.String({ maxLength: 192 }),
	/** Of its manifest. */
	sha256: ManifestHash,
	/** Rises with each assignment of a machine; the highest counts. */
	counter: Type.Integer({
		minimum: 1,
		maximum: Number.MAX_SAFE_INTEGER
	}),
	/** Not begun after this; ISO 8601 with milliseconds. */
	expiresAt: Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" })
}, strict);
Type.Object({
	assignment: Assignment,
	kid: Type.String({ pattern: "^[\\w-]{1,64}$" }),
	/** Ed25519 over the canonical JSON of `assignment`, base64. */
	signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" })
}, strict);
/** Longest text of a signed assignment, signs. */
var maxAssignmentText = 2048;
// contract/technician/staff-card.ts
/** What a card may say, without blanks around: 8 to 200 characters that can be printed. Badges that a house has already are as good: the PIN is asked for in any case. */
var cardContentPattern = "^[\\x21-\\x7e]([\\x20-\\x7e]{6,198})[\\x21-\\x7e]$";
// contract/technician/staff.ts
/**
* People who look after machines, as the hub keeps them and machines know them: by number, never by name. keeper 管理员 = of the house where the machine stands;
* technician 维护员 = of the field (docs/domain/technician-and-operations.md §1).
*/
var staffRoles = ["keeper", "technician"];
var StaffId = Type.String({ pattern: "^[0-9]{6}$" });
var StaffMember = Type.Object({
	staffId: StaffId,
	role: oneOf(staffRoles),
	/** Null = no PIN was set: comes in by one-time code only. */
	pinHash: Type.Union([Type.String({ pattern: "^\\$scrypt\\$ln=(1[0-7]),r=8,p=([1-9]|10)\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}$" }), Type.Null()]),
	/** Marks of this person's cards (staff-card.ts), made with this machine's secret; only where they were asked for. Left out = none. */
	cards: Type.Optional(Type.Array(Type.String({ pattern: "^[0-9a-f]{64}$" }), { maxItems: 8 }))
}, strict);
Type.Object({
	/** Rises with every change of the city's staff. */
	version: Type.Integer({ minimum: 0 }),
	members: Type.Array(StaffMember, { maxItems: 500 }),
	/** Which secret for one-time codes the hub has of this machine: first 16 hexadecimal digits of its SHA-256; null = none. */
	codeKey: Type.Union([Type.String({ pattern: "^[0-9a-f]{16}$" }), Type.Null()]),
	hubTime: Type.String()
}, strict);
Type.Object({
	kid: Type.String({ maxLength: 64 }),
	/** Base64. */
	enc: Type.String({ maxLength: 64 }),
	ct: Type.String({ maxLength: 128 })
}, strict);
Type.Object({
	codeKey: Type.String(),
	hubTime: Type.String()
}, strict);
var Kiosk = Type.String({ pattern: "^[A-Z]{2}[0-9]{4}$" });
/** A person as the operator sees and sets it. `name` never leaves the hub. */
var StaffRow = Type.Object({
	staffId: StaffId,
	name: Type.String({
		minLength: 1,
		maxLength: 40
	}),
	role: oneOf(staffRoles),
	/** Kiosk codes; `*` = every machine. */
	machines: Type.Array(Type.Union([Kiosk, Type.Literal("*")]), { maxItems: 500 }),
	hasPin: Type.Boolean(),
	/** Names of the cards in use: they tell nothing of what stands on them. */
	cards: Type.Array(Type.String()),
	revokedAt: Type.Union([Type.String(), Type.Null()])
}, strict);
Type.Object({
	name: Type.Optional(StaffRow.properties.name),
	role: Type.Optional(StaffRow.properties.role),
	machines: Type.Optional(StaffRow.properties.machines),
	isRevoked: Type.Optional(Type.Boolean())
}, strict);
Type.Object({ pin: Type.Optional(Type.String({ pattern: "^[0-9]{6,12}$" })) }, strict);
Type.Object({
	pin: Type.String(),
	hubTime: Type.String()
}, strict);
Type.Object({ content: Type.Optional(Type.String({ pattern: cardContentPattern })) }, strict);
Type.Object({
	cardId: Type.String(),
	content: Type.Union([Type.String(), Type.Null()]),
	hubTime: Type.String()
}, strict);
Type.Object({ cardId: Type.Optional(Type.String({ maxLength: 64 })) }, strict);
Type.Object({
	revoked: Type.Integer(),
	hubTime: Type.String()
}, strict);
Type.Object({
	kiosk: Kiosk,
	challenge: Type.String({
		minLength: 8,
		maxLength: 16
	})
}, strict);
Type.Object({
	code: Type.String(),
	role: oneOf(staffRoles),
	minutes: Type.Integer(),
	hubTime: Type.String()
}, strict);
/** What can be filled or emptied. */
var refillUnits = [
	"paper",
	"cards",
	"retain"
];
var Count = Type.Union([Type.Integer({
	minimum: 0,
	maximum: 1e6
}), Type.Null()]);
/** Plain body of topic `tech.replenished`: one replenishment, signed with its batch. Staff by number; nothing of a citizen. */
var ReplenishBody = Type.Object({
	format: Type.Literal("yitiji-replenish/1"),
	id: Type.String({ maxLength: 64 }),
	unit: oneOf(refillUnits),
	device: Type.String({ maxLength: 64 }),
	/** One for paper, two different ones for cards and bins. */
	staff: Type.Array(StaffId, {
		minItems: 1,
		maxItems: 2
	}),
	/** By the ledger when it began; null = never counted. Of paper: null. */
	expected: Count,
	/** Counted before anything was put in or taken out; null = not counted. */
	found: Count,
	/** Counted at the end; null = left to the sensor. */
	after: Count,
	/** What the sensor of the unit says at the end: `ok` `low` `out` `unknown` … */
	level: Type.String({ maxLength: 16 }),
	/** `found` − `expected`: a card more or less than the ledger says. Null = one of them is not known. */
	difference: Type.Union([Type.Integer(), Type.Null()]),
	/** Why it is so, from the list; null = no difference. */
	reason: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
	at: Type.String({ maxLength: 40 })
}, strict);
Type.Object({
	...ReplenishBody.properties,
	format: Type.Optional(Type.String()),
	kiosk: Type.String(),
	receivedAt: Type.String()
}, strict);
/** Notice on the page of citizens: whole machine, until it is lifted or its time is over. */
var FaultNotice = Type.Object({
	reason: oneOf([
		"paper",
		"printer",
		"cardReader",
		"network",
		"power",
		"cleaning",
		"maintenance",
		"other"
	]),
	/** Trusted wall clock, ISO 8601. */
	since: Type.String({ maxLength: 40 }),
	/** Expected return, ISO 8601; null = nobody knows. */
	until: Type.Union([Type.String({ maxLength: 40 }), Type.Null()])
}, strict);
// contract/technician/work-causes.ts
/**
* What the kind of a work order means to whoever mends the machine (docs/domain/technician-and-operations.md §7). Hubs open orders by kind: `low:<device>.<supply>`,
* `test:<part>`, `fault:<device>.<code>`, `intake:<why>`, `notice:<reason>`, `cards:mismatch`, or the reason of a rating. Pure; both sides say the same.
*/
var workCauses = [
	"paper",
	"blankCards",
	"bin",
	"toner",
	"printer",
	"documentPrinter",
	"cardPath",
	"cardMismatch",
	"idReader",
	"scanner",
	"camera",
	"touchPanel",
	"hub",
	"clock",
	"cabinet",
	"queue",
	"store",
	"notice",
	"rated",
	"other"
];
/** stop = the machine serves nobody, or nothing may be lost any more; limit = some items are off; watch = at the next visit. */
var workSeverities = [
	"stop",
	"limit",
	"watch"
];
// contract/technician/work-orders.ts
/** Work orders between hub and machine (docs/domain/technician-and-operations.md §7). Class C1: staff by number, nothing of a citizen. */
var workStates = [
	"new",
	"assigned",
	"onSite",
	"waitingPart",
	"fixed",
	"verified",
	"closed",
	"reopened"
];
var Iso = Type.String({ maxLength: 40 });
var Kind = Type.String({ pattern: "^[A-Za-z0-9:._-]{1,120}$" });
var OrderId = Type.Integer({
	minimum: 1,
	maximum: Number.MAX_SAFE_INTEGER
});
/** One open order as its machine hears of it. */
var WorkOrder = Type.Object({
	id: OrderId,
	kind: Kind,
	state: oneOf(workStates),
	openedAt: Iso,
	/** Until when, by the city's calendar; null = at the next visit. */
	due: nullable(Iso),
	/** Number of whoever was sent. */
	assignedTo: nullable(StaffId)
}, strict);
/** Count and newest change of the open orders of a machine: a heartbeat's answer says it, and a machine that has another one asks. */
var workRevisionPattern = "^[0-9]{1,6}\\.[0-9]{1,18}$";
Type.Object({
	revision: Type.String({ pattern: workRevisionPattern }),
	orders: Type.Array(WorkOrder, { maxItems: 100 }),
	/** Replenishments with a difference of cards that an operator has accepted; the newest 50. */
	accepted: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }),
	hubTime: Type.String()
}, strict);
/** What was measured at the part of an order, by the machine itself. */
var WorkEvidence = Type.Object({
	at: Iso,
	/** State of the device; null = the part is no device, or it is not fitted. */
	device: nullable(Type.Object({
		link: Type.String({ maxLength: 16 }),
		condition: Type.String({ maxLength: 16 }),
		faults: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 8 }),
		supplies: Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 16 })),
		bins: Type.Record(Type.String({ maxLength: 32 }), nullable(Type.Integer({ minimum: 0 })))
	}, strict)),
	/** Acts of this device in the journal, by kind and outcome: `print.done`. */
	counters: Type.Record(Type.String({ maxLength: 64 }), Type.Integer({ minimum: 0 })),
	/** Lines of the self-test for this part. */
	lines: Type.Array(CheckLine, { maxItems: 16 }),
	/** What they say together; unknown = nothing here measures it. */
	verdict: oneOf([
		"pass",
		"fail",
		"unknown"
	])
}, strict);
var recordFields = {
	format: Type.Literal("yitiji-work/1"),
	/** Of this record; a second one with it changes nothing. */
	id: Type.String({ maxLength: 64 }),
	orderId: OrderId,
	kind: Kind,
	event: oneOf([
		"onSite",
		"waitingPart",
		"closed"
	]),
	staff: StaffId,
	note: nullable(oneOf([
		"part",
		"tool",
		"otherTrade",
		"access",
		"operator",
		"unclear"
	])),
	/** Steps of the cause that were ticked off, by their names. */
	steps: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 24 }),
	before: nullable(WorkEvidence),
	after: nullable(WorkEvidence),
	at: Iso
};
/** Plain body of topic `tech.work`: what was done for an order, signed with the key of the machine. `closed` has an `after` that passed. */
var WorkRecord = Type.Object({
	...recordFields,
	/** Ed25519 public key of the machine, raw, base64url; the signature is over `workRecordText`, base64. */
	publicKey: Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" }),
	signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" })
}, strict);
/** `GET /v1/operator/work-orders?kiosk=…&state=open|closed`, oldest open ones first, newest closed ones first. */
var WorkOrderRow = Type.Object({
	...WorkOrder.properties,
	kiosk: Type.String(),
	place: Type.String(),
	cause: oneOf(workCauses),
	severity: oneOf(workSeverities),
	closedAt: nullable(Iso),
	/** By the record of a machine whose after-test passed; false = by what the machine reported later, or by an operator. */
	isVerified: Type.Boolean()
}, strict);
Type.Object({
	order: WorkOrderRow,
	/** Oldest first. */
	records: Type.Array(Type.Object({
		record: WorkRecord,
		isSigned: Type.Boolean(),
		receivedAt: Type.String()
	}, strict))
}, strict);
Type.Object({ staffId: nullable(StaffId) }, strict);
Type.Object({
	error: oneOf([
		"badRequest",
		"unsigned",
		"badSignature",
		"unknownKey",
		"clock",
		"replayed",
		"forbidden",
		"notFound",
		"codeInvalid",
		"tooLarge",
		"rateLimited",
		"unavailable",
		"internal"
	]),
	detail: Type.String(),
	hubTime: Type.String()
}, strict);
Type.Object({
	/** Ed25519 public key, raw 32 bytes, base64url without padding. */
	publicKey: Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" }),
	model: Type.String({
		minLength: 1,
		maxLength: 64
	}),
	version: Type.String({ maxLength: 32 })
}, strict);
var EnrolmentReply = Type.Object({
	enrolmentId: Type.String({ maxLength: 64 }),
	/** Eight characters of `23456789ABCDEFGHJKLMNPQRSTUVWXYZ`, to be shown on the machine for 15 minutes. */
	code: Type.String({ pattern: "^[2-9A-HJ-NP-Z]{8}$" }),
	expiresAt: Type.String()
}, strict);
Type.Union([Type.Object({ state: oneOf(["pending", "expired"]) }, strict), Type.Object({
	state: Type.Literal("claimed"),
	deviceId: Type.String({ maxLength: 64 }),
	/** `TH0017`: district letters and four digits; begins every receipt number of this machine. */
	kiosk: Type.String({ pattern: "^[A-Z]{2}[0-9]{4}$" }),
	place: Type.String({ maxLength: 100 }),
	keeperPhone: Type.String({ maxLength: 32 }),
	sealing: Type.Object({
		suite: Type.String(),
		kid: Type.String(),
		publicKey: Type.String()
	}, strict),
	/** Key that signs the hub's replies: Ed25519, raw, base64url. */
	replyKey: Type.Object({
		kid: Type.String(),
		publicKey: Type.String()
	}, strict)
}, strict)]);
/** `POST /v1/operator/enrolments/claim`, `Authorization: Bearer <operator token>`. */
var ClaimRequest = Type.Object({
	code: Type.String({
		minLength: 8,
		maxLength: 16
	}),
	kiosk: Type.String({ pattern: "^[A-Z]{2}[0-9]{4}$" }),
	place: Type.String({
		minLength: 1,
		maxLength: 100
	}),
	keeperPhone: Type.String({ maxLength: 32 })
}, strict);
Type.Omit(ClaimRequest, ["code"], strict);
Type.Omit(EnrolmentReply, ["enrolmentId"], strict);
Type.Object({ code: Type.String({
	minLength: 8,
	maxLength: 16
}) }, strict);
Type.Object({
	kiosk: Type.String(),
	hubTime: Type.String()
}, strict);
Type.Object({ deviceId: Type.String() }, strict);
var StoreEpoch = Type.String({ pattern: storeEpochPattern });
var largestSeq = Number.MAX_SAFE_INTEGER;
/** A place in the audit chain of a machine (terminal/audit/audit-chain.ts): a chain that ends before a place that the hub was told is cut. */
var AuditCheckpoint = Type.Object({
	seq: Type.Integer({
		minimum: 1,
		maximum: largestSeq
	}),
	hash: Type.String({ pattern: "^[0-9a-f]{64}$" })
}, strict);
Type.Object({
	storeEpoch: StoreEpoch,
	/** The database that this one was restored from, and the last sequence that is known to have been given out in it: what did not arrive up to there is lost. */
	previousEpoch: Type.Optional(Type.Object({
		storeEpoch: StoreEpoch,
		lastSeq: Type.Integer({
			minimum: 0,
			maximum: largestSeq
		})
	}, strict)),
	messages: Type.Array(Envelope, { maxItems: 200 }),
	tombstones: Type.Optional(Type.Array(Tombstone, { maxItems: 200 })),
	audit: Type.Optional(AuditCheckpoint)
}, strict);
var Verdict = Type.Object({
	id: Type.String({ pattern: uuid7Pattern }),
	verdict: oneOf([
		"accepted",
		"duplicate",
		"retry",
		"rejected",
		"conflict",
		"tooOld"
	]),
	code: Type.Optional(Type.String({ maxLength: 64 })),
	afterMs: Type.Optional(Type.Integer({ minimum: 0 }))
}, strict);
Type.Object({
	hubTime: Type.String(),
	/** One for each message and each tombstone. A tombstone is `accepted`, or `duplicate` when the hub has its message (same id, same hash). */
	verdicts: Type.Array(Verdict, { maxItems: 400 }),
	/** Highest sequence below which nothing is missing for (device, store epoch). */
	upTo: Type.Integer({ minimum: 0 }),
	/** Highest sequence that arrived, as message or tombstone; 0 = none. */
	highest: Type.Integer({ minimum: 0 }),
	/** What has not arrived between `upTo` and `highest`, ascending, both ends included: the first `maxGaps` of it. */
	gaps: Type.Array(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })]), { maxItems: 64 }),
	/** The newest place of the audit chain that the hub was told before this request; the machine compares. */
	audit: Type.Optional(AuditCheckpoint)
}, strict);
Type.Object({
	receiptNo: Type.String(),
	/** delivered = the hub has it; accepted = the department has it; done = it is in force; refused = with reason. The rest: contract/pulls/cases.ts. */
	state: oneOf(caseStates),
	/** When the department put it in force or refused it, ISO 8601; null before. */
	settledAt: Type.Union([Type.String(), Type.Null()]),
	/** Refused: code with the text `refusal.<code>`. Done twice (H18): `existingReceipt` names the first receipt. */
	reason: Type.Union([Type.String(), Type.Null()]),
	existingReceipt: Type.Union([Type.String(), Type.Null()]),
	/** Day until which it will be decided, by the working-day calendar; null = at once, or not known. */
	dueOn: Type.Union([Type.String(), Type.Null()]),
	/** What the department says of this case and the done page shows: amounts, dates, codes, by names that the item's texts know. */
	data: Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 400 })),
	hubTime: Type.String()
}, strict);
Type.Object({
	path: oneOf(pullPaths),
	person: Type.Union([Type.Object({
		idNumber: Type.String({
			minLength: 8,
			maxLength: 18
		}),
		name: Type.String({
			minLength: 1,
			maxLength: 200
		})
	}, strict), Type.Null()]),
	params: Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 200 }))
}, strict);
Type.Object({
	status: oneOf([
		"found",
		"none",
		"partial",
		"timeout",
		"denied"
	]),
	/** Department code, for example `gz.hrss`. */
	source: Type.String(),
	/** Day of the data, `YYYY-MM-DD`. */
	asOf: Type.String(),
	data: Type.Unknown(),
	hubTime: Type.String()
}, strict);
Type.Object({
	version: Type.String({ maxLength: 32 }),
	bootId: Type.String({ maxLength: 64 }),
	wallMs: Type.Integer(),
	monoMs: Type.Integer({ minimum: 0 }),
	outbox: Type.Object({
		pending: Type.Integer({ minimum: 0 }),
		dead: Type.Integer({ minimum: 0 }),
		oldestAgeMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
		/** Messages that the hub had acknowledged and that its last proof does not hold. */
		missing: Type.Optional(Type.Integer({ minimum: 0 }))
	}, strict),
	devices: Type.Array(Type.Object({
		id: Type.String(),
		link: Type.String(),
		condition: Type.String(),
		faults: Type.Array(Type.String()),
		/** Supplies and bins that want a hand soon, before a citizen sees anything of it (F-6, F-9). */
		low: Type.Optional(Type.Array(Type.String({ pattern: "^[A-Za-z0-9_.-]{1,32}$" }), { maxItems: 8 }))
	}, strict), { maxItems: 32 }),
	durability: oneOf(["ok", "failed"]),
	intake: Type.Optional(oneOf([
		"open",
		"queue",
		"disk",
		"clock",
		"key",
		"deadline"
	])),
	/** The last self-test; a failed part is work until a later one passes it. */
	selfTest: Type.Optional(SelfTestReport),
	/** Posted by a keeper: the machine serves nobody; null = no notice stands. Left out = nobody says. */
	notice: Type.Optional(Type.Union([FaultNotice, Type.Null()])),
	/** Revision of the work orders that this machine has; empty = none were told yet. Left out = it works on none, and is told of none. */
	work: Type.Optional(Type.String({ pattern: `${workRevisionPattern}|^$` })),
	/** Which assignment this machine has (contract/release/assignment.ts); null = none yet. Left out = it is told of none. */
	update: Type.Optional(nullable(Type.Object({
		counter: Type.Integer({
			minimum: 1,
			maximum: largestSeq
		}),
		kid: Type.String({ pattern: "^[\\w-]{1,64}$" })
	}, strict))),
	clock: Type.Optional(Type.Object({
		/** drifting = the wall clock is more than five minutes off; untrusted = the hub has not told the time in this boot. */
		trust: oneOf([
			"trusted",
			"drifting",
			"untrusted"
		]),
		/** Hub time minus wall clock. */
		offsetMs: Type.Union([Type.Integer(), Type.Null()])
	}, strict)),
	storage: Type.Optional(Type.Object({
		/** Part of the disk below the data folder that is used; null = cannot be asked. */
		usedPercent: Type.Union([Type.Integer({
			minimum: 0,
			maximum: 100
		}), Type.Null()]),
		/** The file that is given up when the disk is full: released = it was, none = not made yet or not wanted. */
		ballast: oneOf([
			"kept",
			"released",
			"none"
		])
	}, strict))
}, strict);
/** Keys of the hub that are newer than those the machine has; taken over durably before they are used. */
var HubKeyOffer = Type.Object({
	replyKey: Type.Object({
		kid: Type.String(),
		publicKey: Type.String()
	}, strict),
	sealing: Type.Object({
		suite: Type.String(),
		kid: Type.String(),
		publicKey: Type.String()
	}, strict)
}, strict);
Type.Object({
	hubTime: Type.String(),
	keys: Type.Optional(HubKeyOffer),
	/** The open work orders of this machine are others than it has (contract/technician/work-orders.ts): their revision. Only where the heartbeat named one. */
	work: Type.Optional(Type.String({ pattern: workRevisionPattern })),
	/** A signed assignment that this machine does not have, or has under another key of the hub. Only where the heartbeat said which one it has. */
	update: Type.Optional(Type.String({ maxLength: maxAssignmentText })),
	/** Version of the hub, for releases that want a newer one. Only where the heartbeat said which assignment the machine has. */
	hubVersion: Type.Optional(Type.String({ maxLength: 32 }))
}, strict);
Type.Object({
	messageId: Type.String(),
	receiptNo: Type.Union([Type.String(), Type.Null()]),
	itemId: Type.Union([Type.String(), Type.Null()]),
	topic: Type.String(),
	kiosk: Type.String(),
	place: Type.String(),
	seq: Type.Integer(),
	receivedAt: Type.String(),
	capturedAt: Type.String(),
	state: Type.String(),
	settledAt: Type.Union([Type.String(), Type.Null()]),
	/** Receipt of the application that this one only repeated (H18); null = it stands for itself. */
	existingReceipt: Type.Union([Type.String(), Type.Null()])
}, strict);
Type.Object({
	/** Ed25519, raw 32 bytes, base64url. */
	publicKey: Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" }),
	/** By the new key over `keyRotationProof`, base64. */
	proof: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" })
}, strict);
Type.Object({
	publicKey: Type.String(),
	/** When the other keys of this machine end; null = they do not yet. */
	othersUntil: Type.Union([Type.String(), Type.Null()]),
	hubTime: Type.String()
}, strict);
// terminal/outbox/sequence-proof.ts
/** Largest number of messages that one look may flag; the next proof goes on. */
var flagsAtOnce = 1e3;
/**
* Is this sequence known to be absent, known to be there, or not said? Pure. A reply names only the first gaps: behind the last one of a full list nothing is said below
* `highest`, and what is above `highest` has certainly not arrived.
*/
function judgeSequence(proof, seq) {
	if (seq > proof.highest) return "absent";
	if (proof.gaps.some(([from, to]) => seq >= from && seq <= to)) return "absent";
	const lastTo = proof.gaps.at(-1)?.[1] ?? 0;
	return proof.gaps.length >= 64 && seq > lastTo ? "unsaid" : "present";
}
/**
* Compares what is acknowledged here with what the hub proves, inside a transaction. An acknowledged message has no body any more, so nothing can be sent again:
* it is flagged, counted and told. A tombstone is simply told once more.
*/
function compareProof(db, epoch, proof) {
	const lost = [];
	let buriedAgain = 0;
	const absent = [...proof.gaps, [proof.highest + 1, Number.MAX_SAFE_INTEGER]];
	for (const [from, to] of absent) {
		const rows = prepared(db, `SELECT seq FROM outbox WHERE state = 'acked' AND missing = 0 AND store_epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`).all(epoch, from, to, flagsAtOnce - lost.length);
		for (const { seq } of rows) {
			prepared(db, "UPDATE outbox SET missing = 1 WHERE store_epoch = ? AND seq = ?").run(epoch, seq);
			lost.push(seq);
		}
		buriedAgain += prepared(db, `UPDATE outbox SET tombstone = 'due' WHERE tombstone IS NOT NULL AND tombstone = 'told' AND state <> 'acked'
         AND store_epoch = ? AND seq BETWEEN ? AND ?`).run(epoch, from, to).changes;
	}
	const found = prepared(db, "SELECT seq FROM outbox WHERE missing = 1 AND store_epoch = ? ORDER BY seq").all(epoch).map(({ seq }) => seq).filter((seq) => judgeSequence(proof, seq) === "present");
	for (const seq of found) prepared(db, "UPDATE outbox SET missing = 0 WHERE store_epoch = ? AND seq = ?").run(epoch, seq);
	return {
		lost,
		found,
		buriedAgain
	};
}
// terminal/outbox/settle-message.ts
/** Applies one verdict, inside a transaction. */
function settleMessage(context, settlement) {
	const { db, audit } = context;
	const { id, verdict } = settlement;
	const code = settlement.code ?? null;
	const wallMs = context.wallMs();
	switch (verdict) {
		case "accepted":
		case "duplicate": {
			const { changes } = prepared(db, `UPDATE outbox SET state = 'acked', body = NULL, verdict = ?, settled_wall_ms = ?, attempts = attempts + 1, last_error = NULL
           WHERE id = ? AND state IN ('pending', 'inflight')`).run(verdict, wallMs, id);
			if (changes === 0) return "kept";
			prepared(db, "UPDATE case_row SET state = 'delivered' WHERE message_id = ?").run(id);
			audit("sync", {
				result: verdict,
				count: 1,
				delayMs: wallMs - sentAt(db, id)
			});
			return "delivered";
		}
		case "tooOld":
			if (reissue(context, id, wallMs)) return "reissued";
			return bury(context, id, verdict, code ?? verdict, wallMs);
		case "rejected":
		case "conflict":
		case "poison": return bury(context, id, verdict, code ?? verdict, wallMs);
		case "retry":
			prepared(db, `UPDATE outbox SET state = 'pending', attempts = attempts + ?, last_error = ? WHERE id = ? AND state IN ('pending', 'inflight')`).run(settlement.counted ? 1 : 0, code ?? "retry", id);
			return "kept";
		default: return never(verdict, "settleMessage");
	}
}
/** A dead letter keeps its sealed body; its tombstone tells the hub that nothing is under way. */
function bury({ db, audit }, id, verdict, code, wallMs) {
	const { changes } = prepared(db, `UPDATE outbox SET state = 'dead', verdict = ?, settled_wall_ms = ?, attempts = attempts + 1, last_error = ?, tombstone = 'due'
       WHERE id = ? AND state IN ('pending', 'inflight')`).run(verdict, wallMs, code, id);
	if (changes === 0) return "kept";
	prepared(db, "UPDATE case_row SET state = 'undeliverable' WHERE message_id = ?").run(id);
	audit("sync.dead", {
		messageId: id,
		code
	});
	return "dead";
}
/**
* The same sealed bytes under a new id and sequence, naming the old place, since the seal binds it. Once: a message that is too old again is a dead letter.
* False = it was re-issued before, or does not wait any more.
*/
function reissue({ db, audit, random, trustedWallMs, epoch }, id, wallMs) {
	const seq = nextSeq(db);
	const newId = uuid7(trustedWallMs(), random(10));
	const { changes } = prepared(db, `INSERT INTO outbox (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
         boot_id, mono_ms, hub_offset_ms, state, old_id, old_epoch, old_seq)
       SELECT :newId, :epoch, :seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
         boot_id, mono_ms, hub_offset_ms, 'pending', id, store_epoch, seq
       FROM outbox WHERE id = :id AND state IN ('pending', 'inflight') AND old_id IS NULL`).run({
		newId,
		epoch,
		seq,
		id
	});
	if (changes === 0) return false;
	if (!takeSeq(db, seq)) throw new Error("the sequence moved inside a transaction");
	prepared(db, `UPDATE outbox SET state = 'reissued', body = NULL, verdict = 'tooOld', settled_wall_ms = ?, attempts = attempts + 1, last_error = NULL,
       tombstone = 'due' WHERE id = ?`).run(wallMs, id);
	prepared(db, "UPDATE case_row SET message_id = ? WHERE message_id = ?").run(newId, id);
	audit("sync.reissued", {
		messageId: id,
		newId
	});
	return true;
}
function sentAt(db, id) {
	return prepared(db, "SELECT wall_ms AS wallMs FROM outbox WHERE id = ?").get(id)?.wallMs ?? 0;
}
function makeOutbox(context) {
	const { db, guard } = context;
	const setState = (state, error, id) => prepared(db, `UPDATE outbox SET state = ?, last_error = coalesce(?, last_error) WHERE id = ? AND state IN ('pending', 'inflight')`).run(state, error, id);
	const emptyWal = () => db.pragma("wal_checkpoint(TRUNCATE)");
	return {
		requeueInflight: () => guard(() => prepared(db, "UPDATE outbox SET state = 'pending' WHERE state = 'inflight'").run().changes),
		candidates: () => candidates(db),
		take: (ids) => guard(() => db.transaction(() => {
			for (const id of ids) setState("inflight", null, id);
			return envelopes(db, ids);
		}).immediate()),
		release: (ids, error) => guard(() => {
			db.transaction(() => {
				for (const id of ids) setState("pending", error, id);
			}).immediate();
		}),
		settle: (settlements) => guard(() => {
			const settled = db.transaction(() => new Map(settlements.map((one) => [one.id, settleMessage(context, one)]))).immediate();
			if ([...settled.values()].some((what) => what === "delivered" || what === "reissued")) emptyWal();
			return settled;
		}),
		epochOf: (id) => epochOf(db, id),
		tombstones: (epoch, limit) => dueTombstones(db, epoch, limit),
		epochOfTombstones: () => epochOfDueTombstones(db),
		tellTombstones: (told) => guard(() => {
			const delivered = db.transaction(() => settleTombstones(context, told)).immediate();
			if (delivered.length > 0) emptyWal();
			return delivered;
		}),
		compare: (epoch, proof) => guard(() => db.transaction(() => {
			const change = compareProof(db, epoch, proof);
			const [first] = change.lost;
			if (first !== void 0) context.audit("sync.missing", {
				count: change.lost.length,
				firstSeq: first
			});
			return change;
		}).immediate()),
		replay: (id, reason) => replay(context, id, reason),
		waive: (id, reason) => waive(context, id, reason),
		sealed: (id) => {
			const [message] = envelopes(db, [id]);
			const storeEpoch = epochOf(db, id);
			return message === void 0 || storeEpoch === null ? null : {
				storeEpoch,
				message
			};
		},
		exported: (id, reason) => noteExport(context, id, reason),
		removeStubs: (beforeMs) => guard(() => {
			const removed = db.transaction(() => removeStubs(context, beforeMs)).immediate();
			if (removed > 0) emptyWal();
			return removed;
		}),
		stub: (id) => messageStub(db, id),
		list: () => messageStubs(db),
		counts: () => counts(db),
		place: (receiptNo) => place(db, receiptNo)
	};
}
function epochOf(db, id) {
	return prepared(db, "SELECT store_epoch AS epoch FROM outbox WHERE id = ?").get(id)?.epoch ?? null;
}
function place(db, receiptNo) {
	return prepared(db, `SELECT own.wall_ms + coalesce(own.hub_offset_ms, 0) AS wallMs, (
           SELECT count(*) FROM outbox AS other WHERE other.topic = 'case.submit' AND other.state IN ('pending', 'inflight')
             AND (other.prio < own.prio OR (other.prio = own.prio AND other.pos <= own.pos))) AS n
         FROM outbox AS own WHERE own.receipt_no = ? AND own.topic = 'case.submit' AND own.state IN ('pending', 'inflight')
         ORDER BY own.pos LIMIT 1`).get(receiptNo) ?? null;
}
function counts(db) {
	const row = prepared(db, `SELECT count(*) FILTER (WHERE state IN ('pending', 'inflight')) AS pending, count(*) FILTER (WHERE state = 'dead') AS dead,
         min(wall_ms + coalesce(hub_offset_ms, 0)) FILTER (WHERE state IN ('pending', 'inflight')) AS oldest,
         count(*) FILTER (WHERE state IN ('pending', 'inflight') AND prio <= 1) AS urgent,
         (SELECT count(*) FROM outbox WHERE missing = 1) AS missing
       FROM outbox WHERE state <> 'acked'`).get();
	return {
		pending: row?.pending ?? 0,
		dead: row?.dead ?? 0,
		oldestWallMs: row?.oldest ?? null,
		hasUrgent: (row?.urgent ?? 0) > 0,
		missing: row?.missing ?? 0
	};
}
// terminal/store/ledger.ts
var countedBins = ["hopper", "retain"];
// terminal/store/bin-rows.ts
/** Rows of `device_count`. */
function binCounts(db, deviceId) {
	const rows = prepared(db, "SELECT bin, count, initial FROM device_count WHERE device_id = ?").all(deviceId);
	const of = (bin) => {
		const row = rows.find((candidate) => candidate.bin === bin);
		return row === void 0 ? null : {
			count: row.count,
			initial: row.initial
		};
	};
	return {
		hopper: of("hopper"),
		retain: of("retain")
	};
}
/** What the counts will be; never below nothing: a hopper that gives more than was counted was counted wrong. */
function countsAfter(db, deviceId, changes) {
	const counts = binCounts(db, deviceId);
	const after = (bin) => {
		const known = counts[bin];
		if (known === null) return null;
		const sum = changes.filter((change) => change.bin === bin).reduce((total, { by }) => total + by, 0);
		return Math.max(0, known.count + sum);
	};
	return {
		hopper: after("hopper"),
		retain: after("retain")
	};
}
/** Inside a transaction. Bins that were never counted stay so. */
function changeCounts(db, deviceId, changes, wallMs) {
	for (const { bin, by } of changes) prepared(db, "UPDATE device_count SET count = max(0, count + ?), wall_ms = ? WHERE device_id = ? AND bin = ?").run(by, wallMs, deviceId, bin);
}
/** Inside a transaction: what a technician counted becomes count and initial count. */
function setCounts(db, deviceId, counted, wallMs) {
	for (const bin of countedBins) {
		const count = counted[bin];
		if (count === void 0) continue;
		prepared(db, `INSERT INTO device_count (device_id, bin, count, initial, wall_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device_id, bin) DO UPDATE SET count = excluded.count, initial = excluded.initial, wall_ms = excluded.wall_ms`).run(deviceId, bin, count, count, wallMs);
	}
}
// terminal/store/sealed-commit.ts
var encoder = new TextEncoder();
var nothing = {
	seq: null,
	receipt: null
};
/**
* Another process (`outbox fill` beside the terminal service) would have to win this often in a row between prediction and commit; sealing takes about 1 ms.
*/
var maxPredictions = 64;
/** Thrown to roll the transaction back; never leaves this file. */
var PredictionMissed = class extends Error {};
/**
* Predict, seal, commit. HPKE is asynchronous and its associated data name the place in the sequence, but a transaction must be synchronous: so id and
* sequence are predicted, the body is sealed for exactly that place, and the transaction verifies that the place is still free.
* Must run inside the store's serial queue. Plain bytes are overwritten after sealing (JavaScript strings cannot be).
* Throws SqliteError; the caller turns it into a StoreError.
*/
async function sealAndCommit(context, predict) {
	const { db, clock } = context;
	for (let attempt = 0; attempt < maxPredictions; attempt += 1) {
		if (context.isClosed()) return closed$1;
		const sealing = context.sealing();
		if (sealing === null) return err({
			code: "notEnrolled",
			detail: "no sealing key: this machine was never claimed"
		});
		const draft = predict();
		if (!draft.ok) return draft;
		const { topic, prio, orderKey, receiptNo, itemId } = draft.value;
		const wallMs = context.trustedWallMs();
		const place = {
			id: uuid7(wallMs, context.random(10)),
			seq: context.probably.seq ?? nextSeq(db)
		};
		Object.assign(context.probably, nothing);
		const at = {
			suite: "intl-1",
			kid: sealing.kid,
			deviceId: sealing.deviceId,
			storeEpoch: context.epoch,
			topic
		};
		const plain = encoder.encode(JSON.stringify(draft.value.body()));
		const aad = sealAad({
			...at,
			...place
		});
		const sealed = await context.seal(sealing.publicKey, plain, aad).finally(() => plain.fill(0));
		if (context.isClosed()) return closed$1;
		const body = Buffer.concat([sealed.enc, sealed.ct]);
		try {
			immediate(db, () => {
				if (!takeSeq(db, place.seq)) throw new PredictionMissed();
				insertMessage(db, {
					...place,
					storeEpoch: context.epoch,
					prio,
					topic,
					orderKey,
					receiptNo,
					itemId,
					suite: at.suite,
					kid: at.kid,
					body,
					sha256: sha256(body),
					wallMs: clock.wallMs(),
					bootId: context.bootId,
					monoMs: clock.monoMs(),
					hubOffsetMs: context.hubOffsetMs()
				});
				if (!draft.value.commit(place, wallMs)) throw new PredictionMissed();
			});
			context.probably.seq = place.seq + 1;
			context.committed(prio);
			return ok(place);
		} catch (error) {
			if (error instanceof PredictionMissed) continue;
			const outcome = context.decide(error, place.id);
			if (outcome === "absent") throw error;
			if (outcome === "uncertain") return err({
				code: "uncertain",
				detail: "nobody can tell whether it is on disk"
			});
			context.committed(prio);
			return ok(place);
		}
	}
	return err({
		code: "contended",
		detail: `numbers were taken by another process ${maxPredictions} times`
	});
}
var closed$1 = err({
	code: "closed",
	detail: "the store was closed"
});
/** One message of topic `custody.changed` with everything that becomes true with it. */
function custodyDraft(db, about) {
	const { deviceId, orderKey, receiptNo, act, item } = about;
	return {
		topic: "custody.changed",
		prio: 1,
		orderKey,
		receiptNo,
		itemId: null,
		body: () => ({
			format: "yitiji-custody/1",
			device: deviceId,
			receiptNo,
			act,
			custody: item === null ? null : {
				id: item.id,
				kind: item.kind,
				direction: item.direction,
				state: item.state,
				isOrphan: item.session === null
			},
			counts: countsAfter(db, deviceId, about.counts)
		}),
		commit: (_place, wallMs) => about.commit(wallMs)
	};
}
/**
* As `sealAndCommit`, but a machine that was never enrolled commits as well, without a message: there is no hub yet that could miss it, while a card
* that moves must be on record whatever else is set up. Must run inside the store's serial queue.
*/
async function commitCard(context, predict) {
	if (context.sealing() !== null) {
		const placed = await sealAndCommit(context, predict);
		return placed.ok ? ok(void 0) : placed;
	}
	if (context.isClosed()) return err({
		code: "closed",
		detail: "the store was closed"
	});
	const draft = predict();
	if (!draft.ok) return draft;
	const { commit } = draft.value;
	const wallMs = context.trustedWallMs();
	return context.db.transaction(() => commit({
		id: "",
		seq: 0
	}, wallMs)).immediate() ? ok(void 0) : err({
		code: "contended",
		detail: "another process changed the record at the same moment"
	});
}
// terminal/devices/custody.ts
/** Still somebody's duty: no session closes and no idle page shows (receipts excepted, rule 8). */
function isOpen(state) {
	return state === "held" || state === "offered";
}
/** One step. Pure; refusals change nothing. */
function nextCustody(item, event) {
	if (event.type === "attested") return ok(event.as);
	const { state } = item;
	switch (state) {
		case "held": return fromHeld(item.direction, event.type);
		case "offered": return fromOffered(item.direction, event.type);
		case "taken":
		case "offeredUnverifiable":
		case "returned":
		case "retained":
		case "retracted":
		case "lost": return err("settled");
		default: return never(state, "nextCustody");
	}
}
function fromHeld(direction, event) {
	switch (event) {
		case "presented": return ok("offered");
		case "taken": return ok(direction === "out" ? "taken" : "returned");
		case "notMoved": return ok("returned");
		case "captured": return ok("retained");
		case "vanished": return ok("lost");
		case "withdrawn":
		case "unseen": return err("notPossible");
		default: return never(event, "fromHeld");
	}
}
function fromOffered(direction, event) {
	switch (event) {
		case "taken": return ok(direction === "out" ? "taken" : "returned");
		case "withdrawn": return ok("held");
		case "captured": return ok("retracted");
		case "unseen":
		case "vanished": return ok("offeredUnverifiable");
		case "presented":
		case "notMoved": return err("notPossible");
		default: return never(event, "fromOffered");
	}
}
// terminal/store/custody-rows.ts
function insertCustody(db, custody, state, stamp) {
	prepared(db, `INSERT INTO custody (id, session, device_id, kind, direction, receipt_no, state, opened_wall_ms)
     VALUES (:id, :session, :deviceId, :kind, :direction, :receiptNo, :state, :wallMs)`).run({
		...custody,
		state,
		wallMs: stamp.wallMs
	});
	insertEvent(db, custody.id, {
		event: "opened",
		from: null,
		to: state
	}, stamp);
}
/** Asks the machine; writes nothing. */
function predictChange(db, id, event) {
	const row = custodyRow(db, id);
	if (row === null) return err({
		code: "custodyState",
		detail: `custody ${id} is not known`
	});
	const next = nextCustody(row, event);
	return next.ok ? ok({
		row,
		event,
		to: next.value
	}) : err({
		code: "custodyState",
		detail: `custody ${id} is ${row.state}: ${event.type} is ${next.error}`
	});
}
/** False = the record has changed since it was predicted; nothing is written. */
function writeChange(db, { row, event, to }, stamp) {
	const { changes } = prepared(db, "UPDATE custody SET state = ?, settled_wall_ms = ?, attested_by = coalesce(?, attested_by) WHERE id = ? AND state = ?").run(to, isOpen(to) ? null : row.settledWallMs ?? stamp.wallMs, event.type === "attested" ? event.operator : null, row.id, row.state);
	if (changes !== 1) return false;
	insertEvent(db, row.id, {
		event: event.type,
		from: row.state,
		to
	}, stamp);
	return true;
}
function insertEvent(db, custodyId, what, stamp) {
	prepared(db, `INSERT INTO custody_event (custody_id, event, from_state, to_state, by, act_id, evidence, boot_id, wall_ms)
     VALUES (:custodyId, :event, :from, :to, :by, :actId, :evidence, :bootId, :wallMs)`).run({
		custodyId,
		...what,
		...stamp,
		evidence: stamp.evidence === null ? null : JSON.stringify(stamp.evidence)
	});
}
var columns = `id, session, device_id AS deviceId, kind, direction, receipt_no AS receiptNo, state,
  opened_wall_ms AS openedWallMs, settled_wall_ms AS settledWallMs, attested_by AS attestedBy`;
function custodyRow(db, id) {
	return prepared(db, `SELECT ${columns} FROM custody WHERE id = ?`).get(id) ?? null;
}
/** @param where part of a WHERE clause, never from outside */
function custodyRows(db, where, ...parameters) {
	return prepared(db, `SELECT ${columns} FROM custody WHERE ${where} ORDER BY rowid`).all(...parameters);
}
function custodyHistory(db, id) {
	return prepared(db, `SELECT event, from_state AS "from", to_state AS "to", by, act_id AS actId, evidence, boot_id AS bootId, wall_ms AS wallMs
     FROM custody_event WHERE custody_id = ? ORDER BY id`).all(id).map((row) => ({
		...row,
		evidence: row.evidence === null ? null : JSON.parse(row.evidence)
	}));
}
// terminal/store/custody-ledger.ts
var openStates = "state IN ('held', 'offered')";
function makeCustodyLedger(context) {
	const { db, enqueue } = context;
	return {
		open: (deviceId) => deviceId === void 0 ? custodyRows(db, openStates) : custodyRows(db, `device_id = ? AND ${openStates}`, deviceId),
		ofDevice: (deviceId) => custodyRows(db, "device_id = ?", deviceId),
		unattested: (deviceId) => deviceId === void 0 ? custodyRows(db, "state = 'lost' AND attested_by IS NULL") : custodyRows(db, "device_id = ? AND state = 'lost' AND attested_by IS NULL", deviceId),
		get: (id) => custodyRow(db, id),
		history: (id) => custodyHistory(db, id),
		change: (id, event, how) => enqueue(() => change(context, id, event, how)),
		openOrphan: (found, evidence) => enqueue(() => openOrphan(context, found, evidence))
	};
}
async function change({ db, commit, audit }, id, event, how) {
	let to = "held";
	const done = await commitCard(commit, () => {
		if (event.type === "attested" && hasActUnderWay(db, id)) return err({
			code: "custodyState",
			detail: `an act on custody ${id} is not settled`
		});
		const predicted = predictChange(db, id, event);
		if (!predicted.ok) return predicted;
		to = predicted.value.to;
		const { row } = predicted.value;
		return ok(custodyDraft(db, {
			deviceId: row.deviceId,
			orderKey: id,
			receiptNo: row.receiptNo,
			act: null,
			item: {
				...row,
				state: to
			},
			counts: [],
			commit: (wallMs) => {
				if (!writeChange(db, predicted.value, {
					...how,
					actId: null,
					bootId: commit.bootId,
					wallMs
				})) return false;
				auditChange(audit, row, event, to, how.by);
				return true;
			}
		}));
	});
	return done.ok ? ok(to) : done;
}
async function openOrphan({ db, commit, audit }, found, evidence) {
	const item = {
		...found,
		session: null,
		receiptNo: null
	};
	return await commitCard(commit, () => ok(custodyDraft(db, {
		deviceId: item.deviceId,
		orderKey: item.id,
		receiptNo: null,
		act: null,
		item: {
			...item,
			state: "held"
		},
		counts: [],
		commit: (wallMs) => {
			insertCustody(db, item, "held", {
				by: "reconcile",
				actId: null,
				evidence,
				bootId: commit.bootId,
				wallMs
			});
			const { id: custody, deviceId: device, kind } = item;
			audit("custody", {
				custody,
				device,
				kind,
				event: "orphan",
				state: "held",
				by: "reconcile"
			}, null);
			return true;
		}
	})));
}
/** One line of the audit chain, inside the transaction of the change. */
function auditChange(audit, row, event, to, by) {
	const operator = event.type === "attested" ? { operator: event.operator } : {};
	const { id: custody, deviceId: device, kind, session } = row;
	audit("custody", {
		custody,
		device,
		kind,
		event: event.type,
		state: to,
		by,
		...operator
	}, session);
}
function hasActUnderWay(db, custodyId) {
	return (prepared(db, "SELECT count(*) AS n FROM act WHERE custody_id = ? AND state IN ('intended', 'sent')").get(custodyId)?.n ?? 0) > 0;
}
// terminal/store/store.ts
/** Acts of a card path; `recover` is a reset that may send a card in the way to the bin. */
var motionKinds = [
	"feed",
	"present",
	"capture",
	"retract",
	"recover"
];
// terminal/store/acts.ts
/** Prints are the last that the hub must know. */
var printPrio = 3;
/** A code whose pages did not come out is to be void before somebody shows them. */
var documentPrio = 1;
function makeActs(context) {
	const { db, commit, enqueue, guard } = context;
	return {
		intend: (act, opens) => guard(() => {
			db.transaction(() => {
				const wallMs = commit.clock.wallMs();
				if (opens !== void 0) insertCustody(db, opens, "held", {
					by: "reply",
					actId: act.id,
					evidence: null,
					bootId: commit.bootId,
					wallMs
				});
				const columns = columnsOf(act);
				prepared(db, `INSERT INTO act (id, kind, device_id, receipt_no, copy, document_id, pages, custody_id, session, state, boot_id, intended_wall_ms)
             VALUES (:id, :kind, :deviceId, :receiptNo, :copy, :documentId, :pages, :custodyId, :session, 'intended', :bootId, :wallMs)`).run({
					...columns,
					bootId: commit.bootId,
					wallMs
				});
			}).immediate();
		}),
		sent: (actId, before) => {
			const { changes } = prepared(db, "UPDATE act SET state = 'sent', evidence_before = ?, sent_wall_ms = ? WHERE id = ? AND state = 'intended'").run(JSON.stringify(before), commit.clock.wallMs(), actId);
			if (changes !== 1) throw new Error(`act ${actId} is not intended: nothing may be sent to the device`);
		},
		settle: (actId, outcome, after, by, changes = {}) => enqueue(async () => {
			if (commit.isClosed()) return err({
				code: "closed",
				detail: "the store was closed"
			});
			const [act] = rows(db, "id = ?", actId);
			if (act === void 0) return err({
				code: "actState",
				detail: `act ${actId} is not known`
			});
			if (isMotion(act)) return await commitCard(commit, () => motionDraft(context, actId, {
				outcome,
				after,
				by,
				...changes
			}));
			const settlement = {
				outcome,
				after,
				by
			};
			const done = await sealAndCommit(commit, () => isPrint(act) ? printDraft(context, actId, settlement) : documentDraft(context, actId, {
				...settlement,
				pagesOut: changes.pagesOut ?? null
			}));
			return done.ok ? ok(void 0) : done;
		}),
		unsettled: () => rows(db, "kind = 'print' AND state IN ('intended', 'sent') ORDER BY intended_wall_ms, rowid").filter(isPrint),
		unsettledDocuments: () => rows(db, "kind = 'document' AND state IN ('intended', 'sent') ORDER BY intended_wall_ms, rowid").filter(isDocument),
		openMotions: (deviceId) => rows(db, `device_id = ? AND kind NOT IN ('print', 'document') AND (state IN ('intended', 'sent')
           OR state = 'unknown' AND rowid = (SELECT max(rowid) FROM act WHERE device_id = ? AND kind NOT IN ('print', 'document'))) ORDER BY rowid`, deviceId, deviceId).filter(isMotion),
		recoveries: (deviceId) => prepared(db, `SELECT sent_wall_ms AS at FROM act WHERE device_id = ? AND kind = 'recover' AND sent_wall_ms IS NOT NULL AND sent_wall_ms >
           coalesce((SELECT max(closed_wall_ms) FROM exchange WHERE device_id = ? AND state = 'ended'), 0) ORDER BY rowid`).all(deviceId, deviceId).map(({ at }) => at),
		tally: (deviceId) => Object.fromEntries(prepared(db, "SELECT kind || '.' || outcome AS name, count(*) AS n FROM act WHERE device_id = ? AND outcome IS NOT NULL GROUP BY 1 ORDER BY 1").all(deviceId).map(({ name, n }) => [name, n])),
		forReceipt: (receiptNo) => rows(db, "receipt_no = ? AND kind = 'print' ORDER BY rowid", receiptNo).filter(isPrint),
		forCustody: (custodyId) => rows(db, "custody_id = ? ORDER BY rowid", custodyId).filter(isMotion)
	};
}
function stateOf(outcome) {
	return outcome === "indeterminate" ? "unknown" : "confirmed";
}
/** The act as it stands, when it may still be settled so. */
function settleable(db, actId, { outcome, by }) {
	const [act] = rows(db, "id = ?", actId);
	if (act === void 0) return err({
		code: "actState",
		detail: `act ${actId} is not known`
	});
	if (act.state === "confirmed") return err({
		code: "actState",
		detail: `act ${actId} is settled already`
	});
	if (by === "reconcile" && outcome === "notStarted" && act.state !== "intended") return err({
		code: "actState",
		detail: `act ${actId} was sent`
	});
	return ok(act);
}
/** Inside the transaction: nobody has sent or settled it since `settleable`; sealing takes its time. */
function isAsSeen(db, { id, state }) {
	return rows(db, "id = ?", id)[0]?.state === state;
}
function writeSettlement(db, actId, { outcome, after, by }, wallMs) {
	prepared(db, `UPDATE act SET state = ?, outcome = ?, settled_by = ?, evidence_after = ?, settled_wall_ms = ? WHERE id = ? AND state <> 'confirmed'`).run(stateOf(outcome), outcome, by, after === null ? null : JSON.stringify(after), wallMs, actId);
}
function printDraft({ db, audit }, actId, settlement) {
	const found = settleable(db, actId, settlement);
	if (!found.ok) return found;
	const act = found.value;
	if (!isPrint(act)) return err({
		code: "actState",
		detail: `act ${actId} is no print`
	});
	const { outcome, by } = settlement;
	return ok({
		topic: "act.print",
		prio: printPrio,
		orderKey: act.receiptNo === "" ? actId : act.receiptNo,
		receiptNo: act.receiptNo === "" ? null : act.receiptNo,
		itemId: null,
		body: () => ({
			format: "yitiji-print/1",
			actId,
			receiptNo: act.receiptNo,
			outcome,
			copy: act.copy
		}),
		commit: (_place, wallMs) => {
			if (!isAsSeen(db, act)) return false;
			writeSettlement(db, actId, settlement, wallMs);
			audit("print", {
				job: actId,
				receipt: act.receiptNo,
				copy: act.copy,
				result: outcome,
				by
			}, act.session);
			return true;
		}
	});
}
/** How the print of a hub document ended: the hub voids the code of what is not whole. No person. */
function documentDraft({ db, audit }, actId, settlement) {
	const found = settleable(db, actId, settlement);
	if (!found.ok) return found;
	const act = found.value;
	if (!isDocument(act)) return err({
		code: "actState",
		detail: `act ${actId} prints no document`
	});
	const { outcome, by, pagesOut } = settlement;
	const { documentId, pages, receiptNo } = act;
	return ok({
		topic: "act.document",
		prio: documentPrio,
		orderKey: documentId,
		receiptNo,
		itemId: null,
		body: () => ({
			format: "yitiji-document/1",
			actId,
			documentId,
			outcome,
			pagesOut,
			pages
		}),
		commit: (_place, wallMs) => {
			if (!isAsSeen(db, act)) return false;
			writeSettlement(db, actId, settlement, wallMs);
			audit("print", {
				job: actId,
				receipt: receiptNo,
				copy: act.copy,
				pages,
				pagesOut,
				result: outcome,
				by
			}, act.session);
			return true;
		}
	});
}
/** Act, custody, counts, audit and message: all or nothing. */
function motionDraft({ db, commit, audit }, actId, settlement) {
	const found = settleable(db, actId, settlement);
	if (!found.ok) return found;
	const act = found.value;
	if (!isMotion(act)) return err({
		code: "actState",
		detail: `act ${actId} moves no card`
	});
	const { outcome, by, after, custody: event, counts = [] } = settlement;
	const { deviceId, kind, custodyId } = act;
	const predicted = event === void 0 ? null : predictChange(db, custodyId ?? "", event);
	if (predicted?.ok === false) return predicted;
	const change = predicted?.value ?? null;
	const row = change?.row ?? (custodyId === null ? null : custodyRow(db, custodyId));
	const isLate = act.state === "unknown";
	return ok(custodyDraft(db, {
		deviceId,
		orderKey: custodyId ?? actId,
		receiptNo: row?.receiptNo ?? null,
		act: {
			id: actId,
			kind,
			outcome,
			by,
			isLate
		},
		item: row === null ? null : {
			...row,
			state: change?.to ?? row.state
		},
		counts,
		commit: (wallMs) => {
			if (!isAsSeen(db, act)) return false;
			if (change !== null && !writeChange(db, change, {
				by,
				actId,
				evidence: after,
				bootId: commit.bootId,
				wallMs
			})) return false;
			writeSettlement(db, actId, settlement, wallMs);
			changeCounts(db, deviceId, counts, wallMs);
			audit("dispense", {
				job: actId,
				kind,
				device: deviceId,
				custody: custodyId,
				result: outcome,
				by
			}, act.session);
			if (isLate) audit("act.resolved", {
				job: actId,
				kind,
				device: deviceId,
				result: outcome,
				by
			}, act.session);
			if (change !== null) auditChange(audit, change.row, change.event, change.to, by);
			return true;
		}
	}));
}
/** Columns of the table that this kind of act has no word for are null. */
function columnsOf(act) {
	return {
		receiptNo: null,
		copy: 0,
		documentId: null,
		pages: null,
		custodyId: null,
		...act
	};
}
function isPrint(act) {
	return act.kind === "print";
}
function isDocument(act) {
	return act.kind === "document";
}
function isMotion(act) {
	return motionKinds.some((kind) => kind === act.kind);
}
function rows(db, where, ...parameters) {
	return prepared(db, `SELECT id, kind, device_id AS deviceId, receipt_no AS receiptNo, copy, document_id AS documentId, pages, custody_id AS custodyId, session, state, outcome,
         settled_by AS "by", evidence_before AS evidenceBefore, evidence_after AS evidenceAfter, boot_id AS bootId,
         intended_wall_ms AS intendedWallMs, sent_wall_ms AS sentWallMs, settled_wall_ms AS settledWallMs
       FROM act WHERE ${where}`).all(...parameters).map((row) => ({
		...row,
		evidenceBefore: row.evidenceBefore === null ? null : JSON.parse(row.evidenceBefore),
		evidenceAfter: row.evidenceAfter === null ? null : JSON.parse(row.evidenceAfter)
	}));
}
// terminal/store/backup.ts
/**
* Writes a whole copy of the database to `path`: VACUUM INTO a temporary file, fsync, rename, fsync of the folder. Bodies in it stay sealed.
* Throws SqliteError or file system errors (full disk); nothing then stands at `path`.
*/
function backupBeside(db, path) {
	const temporary = `${path}.new`;
	rmSync(temporary, { force: true });
	try {
		db.prepare("VACUUM INTO ?").run(temporary);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
	const file = openSync(temporary, "r+");
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(temporary, path);
	syncFolder(dirname(path));
}
// terminal/store/migration-0001.ts
/**
* Schema 1. `WITHOUT ROWID` nowhere: rows carry blobs. Numbers that must have no gap come from `counter`, raised in the same transaction
* (AUTOINCREMENT burns numbers on an ignored insert).
*/
var migration0001 = `
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;

CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL CHECK (value >= 0)) STRICT;
INSERT INTO counter (name, value) VALUES ('outboxSeq', 0);

CREATE TABLE receipt_counter (
  yymmdd TEXT PRIMARY KEY NOT NULL,
  last INTEGER NOT NULL CHECK (last BETWEEN 1 AND 9999)
) STRICT;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY NOT NULL,
  store_epoch TEXT NOT NULL,
  seq INTEGER NOT NULL UNIQUE,
  prio INTEGER NOT NULL CHECK (prio BETWEEN 0 AND 3),
  topic TEXT NOT NULL,
  order_key TEXT NOT NULL,
  receipt_no TEXT,
  item_id TEXT,
  suite TEXT NOT NULL,
  kid TEXT NOT NULL,
  body BLOB,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  bytes INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  hub_offset_ms INTEGER,
  state TEXT NOT NULL CHECK (state IN ('pending', 'inflight', 'acked', 'dead')),
  verdict TEXT,
  settled_wall_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  CHECK ((body IS NULL) = (state = 'acked'))
) STRICT;
CREATE INDEX outbox_open ON outbox (prio, seq) WHERE state <> 'acked';
CREATE INDEX outbox_open_key ON outbox (order_key, seq) WHERE state <> 'acked';

CREATE TABLE case_row (
  receipt_no TEXT PRIMARY KEY NOT NULL,
  item_id TEXT NOT NULL,
  item_version INTEGER NOT NULL,
  message_id TEXT NOT NULL UNIQUE REFERENCES outbox (id),
  state TEXT NOT NULL CHECK (state IN ('stored', 'delivered', 'undeliverable')),
  created_wall_ms INTEGER NOT NULL,
  offline INTEGER NOT NULL CHECK (offline IN (0, 1))
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY NOT NULL,
  kiosk TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  offset_ms INTEGER,
  session TEXT,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE act (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('print')),
  device_id TEXT NOT NULL,
  receipt_no TEXT NOT NULL,
  copy INTEGER NOT NULL CHECK (copy >= 0),
  session TEXT,
  state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'confirmed', 'unknown')),
  outcome TEXT,
  settled_by TEXT,
  evidence_before TEXT,
  evidence_after TEXT,
  boot_id TEXT NOT NULL,
  intended_wall_ms INTEGER NOT NULL,
  sent_wall_ms INTEGER,
  settled_wall_ms INTEGER
) STRICT;
CREATE INDEX act_receipt ON act (receipt_no);
CREATE INDEX act_open ON act (state) WHERE state IN ('intended', 'sent');
`;
// terminal/store/migration-0002.ts
/**
* Schema 2: custody ledger, card motions in the act journal, counts of bins, exchanges. SQLite cannot loosen a CHECK or a NOT NULL, so `act` is built
* anew and its rows are copied. One record at a time may be open for the card path of a device (rule 2 of the custody rules): an index holds it.
*/
var migration0002 = `
CREATE TABLE custody (
  id TEXT PRIMARY KEY NOT NULL,
  session TEXT,
  device_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('customerCard', 'issuedCard', 'document', 'receipt')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  receipt_no TEXT,
  state TEXT NOT NULL CHECK (state IN
    ('held', 'offered', 'taken', 'offeredUnverifiable', 'returned', 'retained', 'retracted', 'lost')),
  opened_wall_ms INTEGER NOT NULL,
  settled_wall_ms INTEGER,
  attested_by TEXT,
  CHECK ((settled_wall_ms IS NULL) = (state IN ('held', 'offered')))
) STRICT;
CREATE UNIQUE INDEX custody_one_card ON custody (device_id)
  WHERE state IN ('held', 'offered') AND kind IN ('customerCard', 'issuedCard');
CREATE INDEX custody_device ON custody (device_id);

CREATE TABLE custody_event (
  id INTEGER PRIMARY KEY NOT NULL,
  custody_id TEXT NOT NULL REFERENCES custody (id),
  event TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  by TEXT NOT NULL CHECK (by IN ('reply', 'sensor', 'reconcile', 'operator')),
  act_id TEXT,
  evidence TEXT,
  boot_id TEXT NOT NULL,
  wall_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX custody_event_of ON custody_event (custody_id);

CREATE TABLE act_2 (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('print', 'feed', 'present', 'capture', 'retract', 'recover')),
  device_id TEXT NOT NULL,
  receipt_no TEXT,
  copy INTEGER NOT NULL DEFAULT 0 CHECK (copy >= 0),
  custody_id TEXT REFERENCES custody (id),
  session TEXT,
  state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'confirmed', 'unknown')),
  outcome TEXT,
  settled_by TEXT,
  evidence_before TEXT,
  evidence_after TEXT,
  boot_id TEXT NOT NULL,
  intended_wall_ms INTEGER NOT NULL,
  sent_wall_ms INTEGER,
  settled_wall_ms INTEGER,
  CHECK (kind <> 'print' OR receipt_no IS NOT NULL)
) STRICT;
INSERT INTO act_2 (id, kind, device_id, receipt_no, copy, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms)
  SELECT id, kind, device_id, receipt_no, copy, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms FROM act ORDER BY rowid;
DROP TABLE act;
ALTER TABLE act_2 RENAME TO act;
CREATE INDEX act_receipt ON act (receipt_no);
CREATE INDEX act_custody ON act (custody_id);
CREATE INDEX act_open ON act (state) WHERE state IN ('intended', 'sent');

CREATE TABLE device_count (
  device_id TEXT NOT NULL,
  bin TEXT NOT NULL CHECK (bin IN ('hopper', 'retain')),
  count INTEGER NOT NULL CHECK (count >= 0),
  initial INTEGER NOT NULL CHECK (initial >= 0),
  wall_ms INTEGER NOT NULL,
  PRIMARY KEY (device_id, bin)
) STRICT;

CREATE TABLE exchange (
  id TEXT PRIMARY KEY NOT NULL,
  device_id TEXT NOT NULL,
  operator TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'ended', 'abandoned')),
  opened_wall_ms INTEGER NOT NULL,
  closed_wall_ms INTEGER,
  CHECK ((after IS NULL) = (state <> 'ended')),
  CHECK ((closed_wall_ms IS NULL) = (state = 'open'))
) STRICT;
CREATE UNIQUE INDEX exchange_open ON exchange (device_id) WHERE state = 'open';
`;
// terminal/store/migration-0003.ts
/**
* Schema 3: prints of hub documents in the act journal, with the document that they are of and how many pages it has. SQLite cannot loosen a CHECK, so
* `act` is built anew and its rows are copied.
*/
var migration0003 = `
CREATE TABLE act_3 (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('print', 'document', 'feed', 'present', 'capture', 'retract', 'recover')),
  device_id TEXT NOT NULL,
  receipt_no TEXT,
  copy INTEGER NOT NULL DEFAULT 0 CHECK (copy >= 0),
  document_id TEXT,
  pages INTEGER CHECK (pages >= 0),
  custody_id TEXT REFERENCES custody (id),
  session TEXT,
  state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'confirmed', 'unknown')),
  outcome TEXT,
  settled_by TEXT,
  evidence_before TEXT,
  evidence_after TEXT,
  boot_id TEXT NOT NULL,
  intended_wall_ms INTEGER NOT NULL,
  sent_wall_ms INTEGER,
  settled_wall_ms INTEGER,
  CHECK (kind <> 'print' OR receipt_no IS NOT NULL),
  CHECK ((kind = 'document') = (document_id IS NOT NULL AND pages IS NOT NULL))
) STRICT;
INSERT INTO act_3 (id, kind, device_id, receipt_no, copy, custody_id, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms)
  SELECT id, kind, device_id, receipt_no, copy, custody_id, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms FROM act ORDER BY rowid;
DROP TABLE act;
ALTER TABLE act_3 RENAME TO act;
CREATE INDEX act_receipt ON act (receipt_no);
CREATE INDEX act_custody ON act (custody_id);
CREATE INDEX act_open ON act (state) WHERE state IN ('intended', 'sent');
`;
// terminal/store/migration-0004.ts
/**
* Schema 4: what the sequence proof needs. `pos` is the order of commit at this machine over all epochs; a sequence counts inside its epoch only, since a restored database
* begins a new one. A dead letter can be waived or re-issued, its tombstone is due until the hub has it, and what the hub had acknowledged and does not hold any more is
* `missing`. SQLite cannot loosen a CHECK or a UNIQUE, so `outbox` and the table that refers to it are built anew.
*/
var migration0004 = `
CREATE TABLE outbox_4 (
  pos INTEGER PRIMARY KEY NOT NULL,
  id TEXT NOT NULL UNIQUE,
  store_epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  prio INTEGER NOT NULL CHECK (prio BETWEEN 0 AND 3),
  topic TEXT NOT NULL,
  order_key TEXT NOT NULL,
  receipt_no TEXT,
  item_id TEXT,
  suite TEXT NOT NULL,
  kid TEXT NOT NULL,
  body BLOB,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  bytes INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  hub_offset_ms INTEGER,
  state TEXT NOT NULL CHECK (state IN ('pending', 'inflight', 'acked', 'dead', 'waived', 'reissued')),
  verdict TEXT,
  settled_wall_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  old_id TEXT,
  old_epoch TEXT,
  old_seq INTEGER,
  tombstone TEXT CHECK (tombstone IN ('due', 'told')),
  missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
  UNIQUE (store_epoch, seq),
  CHECK ((body IS NULL) = (state IN ('acked', 'reissued'))),
  CHECK ((old_id IS NULL) = (old_epoch IS NULL) AND (old_id IS NULL) = (old_seq IS NULL))
) STRICT;
INSERT INTO outbox_4 (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
    boot_id, mono_ms, hub_offset_ms, state, verdict, settled_wall_ms, attempts, last_error, tombstone)
  SELECT id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
    boot_id, mono_ms, hub_offset_ms, state, verdict, settled_wall_ms, attempts, last_error,
    CASE WHEN state = 'dead' THEN 'due' END FROM outbox ORDER BY seq;

CREATE TABLE case_row_4 (
  receipt_no TEXT PRIMARY KEY NOT NULL,
  item_id TEXT NOT NULL,
  item_version INTEGER NOT NULL,
  message_id TEXT NOT NULL UNIQUE REFERENCES outbox_4 (id),
  state TEXT NOT NULL CHECK (state IN ('stored', 'delivered', 'undeliverable')),
  created_wall_ms INTEGER NOT NULL,
  offline INTEGER NOT NULL CHECK (offline IN (0, 1))
) STRICT;
INSERT INTO case_row_4 SELECT receipt_no, item_id, item_version, message_id, state, created_wall_ms, offline FROM case_row ORDER BY rowid;
DROP TABLE case_row;
DROP TABLE outbox;
ALTER TABLE outbox_4 RENAME TO outbox;
ALTER TABLE case_row_4 RENAME TO case_row;

CREATE INDEX outbox_open ON outbox (prio, pos) WHERE state <> 'acked';
CREATE INDEX outbox_open_key ON outbox (order_key, pos) WHERE state <> 'acked';
CREATE INDEX outbox_acked ON outbox (store_epoch, seq) WHERE state = 'acked';
CREATE INDEX outbox_buried ON outbox (store_epoch, seq) WHERE tombstone IS NOT NULL;
CREATE INDEX outbox_missing ON outbox (store_epoch, seq) WHERE missing = 1;

-- Messages whose stub was removed after its time: count + removed = the counter of the epoch.
INSERT INTO counter (name, value) VALUES ('outboxRemoved', 0);

-- Databases that this one was restored from. In each, counter is what the backup knew, last_seq what is known to have been given out.
CREATE TABLE past_epoch (
  store_epoch TEXT PRIMARY KEY NOT NULL,
  counter INTEGER NOT NULL CHECK (counter >= 0),
  last_seq INTEGER NOT NULL CHECK (last_seq >= counter),
  removed INTEGER NOT NULL CHECK (removed >= 0),
  ended_wall_ms INTEGER NOT NULL
) STRICT;
`;
var store_range_default = {
	reads: [1, 4],
	writes: 4
};
// terminal/store/store-range.ts
/**
* Schemas of the local store that this release opens, and the one that it brings a store to. Stands in a file of data, so that the release tool reads it without running anything and writes it
* into the manifest.
*
* A release writes only what the one before can read (docs/design/sync-and-fleet.md §7, "Schema rule"): a new migration first comes in a release that knows it and does not apply it (`reads` ends
* one higher, `writes` stays), and is applied by a later one (`writes` follows). Else a machine whose new release fails could not go back.
*/
var storeRange = {
	reads: [store_range_default.reads[0] ?? 0, store_range_default.reads[1] ?? 0],
	writes: store_range_default.writes
};
// terminal/store/migrate.ts
/** Forward only; the place in the list is the schema number (from 1). A released one is never edited. */
var migrations = [
	migration0001,
	migration0002,
	migration0003,
	migration0004
];
/** Schema number of a database; 0 = new. */
function schemaOf(db) {
	return Number(db.pragma("user_version", { simple: true }));
}
/**
* Brings the database to the schema that this release writes, and leaves a newer one that it knows as it is: each step in one transaction together with its number, and a backup before each step unless the
* database is new. Throws SqliteError when a step fails: the database is then as it was before that step.
* @param steps every schema that is known; a test passes its own
* @param writes the one that the database is brought to
*/
function migrate(db, path, log, steps = migrations, writes = steps === migrations ? storeRange.writes : steps.length) {
	const found = schemaOf(db);
	if (found > steps.length) return err({
		code: "newerSchema",
		detail: `database has schema ${found}, this release knows ${steps.length}`
	});
	for (const [index, sql] of steps.entries()) {
		const from = index;
		const to = index + 1;
		if (to <= found || to > writes) continue;
		if (found > 0) backupBeside(db, `${path}.before-${to}`);
		db.transaction(() => {
			db.exec(sql);
			db.pragma(`user_version = ${to}`);
		}).immediate();
		log("store.migration.applied", {
			from,
			to
		});
	}
	return ok(void 0);
}
// terminal/store/backups.ts
/** Folder of the daily backups, beside the database. Bodies in them stay sealed. */
var folder = "backups";
var named = /^backup-(\d{6})\.db$/;
/** Numbers of the backups that stand there, newest first: numbered, because a clock can go back. */
function backupNumbers(dir) {
	let names;
	try {
		names = readdirSync(join(dir, folder));
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
		throw error;
	}
	return names.flatMap((name) => named.exec(name)?.[1] ?? []).map(Number).sort((a, b) => b - a);
}
function backupPath(dir, number) {
	return join(dir, folder, backupName(number));
}
function backupName(number) {
	return `backup-${String(number).padStart(6, "0")}.db`;
}
/**
* Writes the next backup of an open database (VACUUM INTO, fsync, rename, fsync of the folder) and removes those before the newest `keep`. Once every kept one has the
* newest schema, the copies that migrations made are of no use any more and go too: they would hold sealed bodies for ever.
* Throws SqliteError or file system errors (full disk): the backups that were there then stay.
*/
function writeBackup(db, dir, databaseFile, keep) {
	mkdirSync(join(dir, folder), {
		recursive: true,
		mode: 448
	});
	syncFolder(dir);
	const number = (backupNumbers(dir)[0] ?? 0) + 1;
	const path = backupPath(dir, number);
	backupBeside(db, path);
	const numbers = backupNumbers(dir);
	for (const old of numbers.slice(keep)) rmSync(backupPath(dir, old), { force: true });
	const kept = numbers.slice(0, keep);
	if (kept.length >= keep && kept.every((one) => schemaOfFile(backupPath(dir, one)) === migrations.length)) {
		for (const name of readdirSync(dir)) if (name.startsWith(`${databaseFile}.before-`)) rmSync(join(dir, name));
	}
	return {
		name: backupName(number),
		bytes: statSync(path).size
	};
}
/** Null = damaged, or no database. */
function schemaOfFile(path) {
	return readBackup(path, schemaOf);
}
/** Opens a backup for reading; null when it cannot be, or when `read` finds damage. Never changes it. */
function readBackup(path, read) {
	let db;
	try {
		db = openSqlite(path, "read");
		return read(db);
	} catch (error) {
		if (error instanceof SqliteError) return null;
		throw error;
	} finally {
		db?.close();
	}
}
/** A backup that is whole and that this release can read. */
function isGoodBackup(path) {
	return readBackup(path, (db) => {
		const schema = schemaOf(db);
		return schema >= 1 && schema <= migrations.length && db.pragma("integrity_check(1)", { simple: true }) === "ok";
	}) === true;
}
// terminal/store/bins.ts
/** Bin counts and the exchanges that set them (docs/design/device-model.md, custody rules 11 and 12). */
function makeBins(context) {
	const { db, commit, enqueue, audit } = context;
	return {
		counts: (deviceId) => binCounts(db, deviceId),
		beginExchange: ({ id, deviceId, operator }) => enqueue(async () => {
			const blocked = whyNoExchange(db, deviceId);
			if (blocked !== null) return err({
				code: "custodyState",
				detail: blocked
			});
			const before = countsAfter(db, deviceId, []);
			db.transaction(() => {
				const wallMs = commit.clock.wallMs();
				prepared(db, "UPDATE exchange SET state = 'abandoned', closed_wall_ms = ? WHERE device_id = ? AND state = 'open'").run(wallMs, deviceId);
				prepared(db, "INSERT INTO exchange (id, device_id, operator, before, state, opened_wall_ms) VALUES (?, ?, ?, ?, 'open', ?)").run(id, deviceId, operator, JSON.stringify(before), wallMs);
				const { hopper: hopperBefore, retain: retainBefore } = before;
				audit("exchange", {
					device: deviceId,
					operator,
					state: "open",
					hopperBefore,
					retainBefore
				}, null);
			}).immediate();
			return ok(void 0);
		}),
		endExchange: (id, counted) => enqueue(() => endExchange(context, id, counted)),
		abandonExchange: (id) => enqueue(async () => {
			const row = exchangeRow(db, id);
			if (row?.state !== "open") return err(notOpen(id));
			db.transaction(() => {
				prepared(db, "UPDATE exchange SET state = 'abandoned', closed_wall_ms = ? WHERE id = ?").run(commit.clock.wallMs(), id);
				audit("exchange", {
					device: row.deviceId,
					operator: row.operator,
					state: "abandoned"
				}, null);
			}).immediate();
			return ok(void 0);
		}),
		exchanges: (deviceId) => exchangeRows(db, "device_id = ? ORDER BY rowid", deviceId)
	};
}
async function endExchange({ db, commit, audit }, id, counted) {
	if (countedBins.some((bin) => !isCount(counted[bin]))) return err({
		code: "refused",
		detail: "a count is a whole number, not below nothing"
	});
	return await commitCard(commit, () => {
		const row = exchangeRow(db, id);
		if (row?.state !== "open") return err(notOpen(id));
		const { deviceId, operator, before } = row;
		const after = {
			...countsAfter(db, deviceId, []),
			...counted
		};
		const draft = custodyDraft(db, {
			deviceId,
			orderKey: id,
			receiptNo: null,
			act: null,
			item: null,
			counts: [],
			commit: (wallMs) => {
				const { changes } = prepared(db, "UPDATE exchange SET state = 'ended', after = ?, closed_wall_ms = ? WHERE id = ? AND state = 'open'").run(JSON.stringify(after), wallMs, id);
				if (changes !== 1) return false;
				setCounts(db, deviceId, counted, wallMs);
				audit("exchange", {
					device: deviceId,
					operator,
					state: "ended",
					hopperBefore: before.hopper,
					hopperAfter: after.hopper,
					retainBefore: before.retain,
					retainAfter: after.retain
				}, null);
				return true;
			}
		});
		return ok({
			...draft,
			body: () => ({
				...bodyOf(draft.body()),
				counts: after
			})
		});
	});
}
/** The draft of an exchange is always a custody message. */
function bodyOf(body) {
	if (body.format !== "yitiji-custody/1") throw new Error("not a custody message");
	return body;
}
function isCount(value) {
	return value === void 0 || Number.isSafeInteger(value) && value >= 0;
}
function notOpen(id) {
	return {
		code: "custodyState",
		detail: `exchange ${id} is not open`
	};
}
/** Null = nothing stands against it. */
function whyNoExchange(db, deviceId) {
	const [item] = custodyRows(db, "device_id = ? AND state IN ('held', 'offered')", deviceId);
	if (item !== void 0) return `custody ${item.id} is ${item.state}`;
	const act = prepared(db, "SELECT id, state FROM act WHERE device_id = ? AND state IN ('intended', 'sent') LIMIT 1").get(deviceId);
	return act === void 0 ? null : `act ${act.id} is ${act.state}`;
}
function exchangeRows(db, where, parameter) {
	return prepared(db, `SELECT id, device_id AS deviceId, operator, before, after, state FROM exchange WHERE ${where}`).all(parameter).map((row) => ({
		...row,
		before: JSON.parse(row.before),
		after: row.after === null ? null : JSON.parse(row.after)
	}));
}
function exchangeRow(db, id) {
	return exchangeRows(db, "id = ?", id)[0];
}
// terminal/store/build-time.ts
/**
* No clock of this machine can rightly be before the day of this release. A dead battery gives 1970 or the firmware's day; ids and receipt dates made
* then would sort before everything else. Raised with every release.
*/
var buildTimeMs = Date.UTC(2026, 10, 23);
// terminal/store/commission-commit.ts
/** Meta keys: the report of a number, and the number of the last one. */
var reportKey = (number) => `commissioning.${number}`;
var lastKey = "commissioning.last";
/** Behind what citizens wait for. */
var commissionPrio = 2;
/**
* Takes one commissioning report: sealed message, audit record with the chain of hashes, and the report itself on disk, in one transaction. Taken before = nothing happens: the hub
* counts it once, also when a power cut came between this and the next step of the wizard.
*/
async function commitCommissioning({ commit, audit, db }, meta, body) {
	const { number, staff, hash, previous, tests } = body;
	if (meta.get(reportKey(number)) !== null) return ok(void 0);
	const placed = await sealAndCommit(commit, () => ok({
		topic: "tech.commissioned",
		prio: commissionPrio,
		orderKey: body.id,
		receiptNo: null,
		itemId: null,
		body: () => body,
		commit: () => {
			const set = prepared(db, "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
			set.run(reportKey(number), JSON.stringify(body));
			set.run(lastKey, number);
			const failed = tests.filter(({ outcome }) => outcome !== "done").length;
			audit("tech.commission", {
				number,
				staff,
				hash,
				previous,
				failed
			}, null);
			return true;
		}
	}));
	return placed.ok ? ok(void 0) : placed;
}
// terminal/store/durability.ts
/** Older versions can corrupt a WAL when two connections write and checkpoint at once (fixed in SQLite 3.51.3). */
var oldestSqlite = [
	3,
	51,
	3
];
/** Settings of every connection. FULL is needed: in WAL mode NORMAL may lose acknowledged commits at a power cut. */
var pragmas = [
	"synchronous = FULL",
	"foreign_keys = ON",
	"busy_timeout = 5000",
	"secure_delete = ON",
	"cell_size_check = ON",
	"trusted_schema = OFF",
	"mmap_size = 0",
	"wal_autocheckpoint = 1000",
	`journal_size_limit = 16777216`
];
/**
* Sets journal mode and pragmas of a connection. The answer of `synchronous` is not worth anything before a table was read:
* `assertDurability` comes after that.
* @param mode a reading connection cannot change the journal mode; it takes what the file has
*/
function applyPragmas(db, mode) {
	if (mode === "write") {
		const journal = db.pragma("journal_mode = WAL", { simple: true });
		if (journal !== "wal") return err({
			code: "durability",
			detail: `journal_mode is ${String(journal)}, not wal`
		});
	}
	for (const pragma of pragmas) db.pragma(pragma);
	return ok(void 0);
}
/** What this connection promises now, after a read of a table. */
function promisesOf(db) {
	db.prepare("SELECT count(*) FROM meta").get();
	return {
		synchronous: Number(db.pragma("synchronous", { simple: true })),
		journalMode: String(db.pragma("journal_mode", { simple: true }))
	};
}
/**
* Reads a real table and then asserts that commits are durable. The order matters: better-sqlite3 is built with
* `DEFAULT_WAL_SYNCHRONOUS=1`, and on a fresh database `PRAGMA synchronous` still answers 2 until the first real access turns it to 1.
*/
function assertDurability(db) {
	db.prepare("SELECT count(*) FROM meta").get();
	const synchronous = Number(db.pragma("synchronous", { simple: true }));
	if (synchronous !== 2) return err({
		code: "durability",
		detail: `synchronous is ${synchronous}, not 2 (FULL)`
	});
	const sqlite = db.prepare("SELECT sqlite_version() AS version").get()?.version ?? "0";
	if (!isAtLeast(sqlite, oldestSqlite)) return err({
		code: "durability",
		detail: `SQLite ${sqlite} is older than ${oldestSqlite.join(".")}`
	});
	return ok({
		synchronous,
		sqlite
	});
}
/** Compares dotted version numbers. */
function isAtLeast(version, oldest) {
	const parts = version.split(".").map(Number);
	for (const [i, wanted] of oldest.entries()) {
		const have = parts[i] ?? 0;
		if (have !== wanted) return have > wanted;
	}
	return true;
}
// terminal/store/reopenable-db.ts
/**
* After a commit that failed with an input or output error nobody knows what is on disk: SQLite goes on as if nothing had been written, while the log may hold the whole
* transaction and play it at the next start. Only a new connection, which reads the log from the file, tells. Parts of the store hold `db` for as long as they live; it stands
* for whichever connection is open.
*/
function makeReopenable(first) {
	let current = first;
	const db = new Proxy(Object.create(Object.getPrototypeOf(first)), { get: (_, key) => {
		const value = Reflect.get(current, key, current);
		return typeof value === "function" ? value.bind(current) : value;
	} });
	return {
		db,
		reopen: (open) => {
			forgetStatements(db);
			current.close();
			current = open();
		}
	};
}
// terminal/store/connection.ts
var closed = {
	code: "closed",
	detail: "the store was closed"
};
var diskCodes = /* @__PURE__ */ new Set([
	"full",
	"io",
	"uncertain",
	"corrupt",
	"unwritable",
	"cannotOpen"
]);
function makeConnection(first, options) {
	const { path, log, makeRoom, open = openAgain } = options;
	const { db, reopen } = makeReopenable(first);
	let health = "ok";
	let isClosed = false;
	/** The connection that stood when this error came is gone already. */
	let isGone = false;
	function fail(error) {
		if (!diskCodes.has(error.code) || health === "failed") return;
		health = "failed";
		log("store.durability.failed", { detail: error.detail });
	}
	/** False = there is no connection any more. */
	function replace(detail, outcome) {
		fail({
			code: "io",
			detail
		});
		try {
			reopen(() => open(path));
			const found = outcome();
			log("store.connection.reopened", {
				detail,
				outcome: found
			});
			return found;
		} catch (error) {
			isGone = true;
			log("store.connection.reopened", {
				detail: storeErrorOf(error).detail,
				outcome: "uncertain"
			});
			return "uncertain";
		}
	}
	function onDisk(messageId) {
		if (!(prepared(db, "SELECT 1 FROM outbox WHERE id = ?").get(messageId) !== void 0)) return "absent";
		const [checkpoint] = db.pragma("wal_checkpoint(TRUNCATE)");
		return checkpoint?.busy === 0 ? "stored" : "uncertain";
	}
	function errorOf(thrown) {
		const error = storeErrorOf(thrown);
		if (isUncertain(thrown)) replace(error.detail, () => "absent");
		fail(error);
		return error;
	}
	const unusable = () => isClosed ? closed : isGone ? {
		code: "io",
		detail: "the disk was lost"
	} : null;
	return {
		db,
		guard: (fn) => {
			const no = unusable();
			if (no !== null) return err(no);
			try {
				return ok(fn());
			} catch (thrown) {
				if (storeErrorOf(thrown).code !== "full" || !makeRoom()) return err(errorOf(thrown));
			}
			try {
				return ok(fn());
			} catch (thrown) {
				return err(errorOf(thrown));
			}
		},
		guardAsync: async (job) => {
			const run = async () => {
				const no = unusable();
				return no === null ? await job() : err(no);
			};
			try {
				return await run();
			} catch (thrown) {
				if (storeErrorOf(thrown).code !== "full" || !makeRoom()) return err(errorOf(thrown));
			}
			try {
				return await run();
			} catch (thrown) {
				return err(errorOf(thrown));
			}
		},
		decide: (thrown, messageId) => isUncertain(thrown) ? replace(storeErrorOf(thrown).detail, () => onDisk(messageId)) : "absent",
		fail,
		health: () => health,
		isClosed: () => isClosed,
		close: () => {
			if (isClosed) return;
			isClosed = true;
			if (!isGone) db.close();
		}
	};
}
function openAgain(path) {
	const db = openSqlite(path, "write");
	try {
		const pragmas = applyPragmas(db, "write");
		const durable = pragmas.ok ? assertDurability(db) : pragmas;
		if (durable.ok) return db;
		throw Object.assign(new Error(durable.error.detail), { code: "EIO" });
	} catch (error) {
		db.close();
		throw error;
	}
}
// terminal/store/meta.ts
function makeMeta(db, guard) {
	const get = (key) => prepared(db, "SELECT value FROM meta WHERE key = ?").get(key)?.value ?? null;
	return {
		get,
		set: (key, value) => guard(() => writeMeta(db, key, value)),
		once: (key, make) => {
			const found = get(key);
			if (found !== null) return found;
			prepared(db, "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING").run(key, make());
			const value = get(key);
			if (value === null) throw new Error(`meta ${key} vanished`);
			return value;
		}
	};
}
/** Inside a transaction that somebody else has begun, or on its own. Throws SqliteError. */
function writeMeta(db, key, value) {
	prepared(db, "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value").run(key, value);
}
/** What the operator's claim gave; null before. Written only by this release, hence trusted. */
function readIdentity(meta) {
	const text = meta.get("identity");
	return text === null ? null : JSON.parse(text);
}
// terminal/store/rate-commit.ts
/** A rating can wait for everything else. */
var ratePrio = 3;
/** Takes one rating: sealed message and audit record in one transaction. By case, never by name (docs/domain/journeys.md J8). */
async function commitRating({ commit, audit }, { session, ...rating }) {
	const body = {
		format: "yitiji-rate/1",
		...rating
	};
	const { receiptNo, level } = rating;
	const placed = await sealAndCommit(commit, () => {
		if (isRated(commit.db, receiptNo)) return err({
			code: "alreadyRated",
			detail: "one rating a case"
		});
		return ok({
			topic: "case.rate",
			prio: ratePrio,
			orderKey: receiptNo,
			receiptNo,
			itemId: null,
			body: () => body,
			commit: () => {
				audit("rating", {
					receipt: receiptNo,
					level
				}, session);
				return true;
			}
		});
	});
	return placed.ok ? ok(void 0) : placed;
}
/** A rating of this case that was taken here before, delivered or not. */
function isRated(db, receiptNo) {
	return prepared(db, "SELECT 1 AS one FROM outbox WHERE topic = 'case.rate' AND receipt_no = ? AND state NOT IN ('dead', 'waived') LIMIT 1").get(receiptNo) !== void 0;
}
// terminal/store/receipt-counter.ts
var dayMs$1 = 864e5;
/** The day that was asked for last: asked at every receipt, new once a day. */
var latest = {
	day: NaN,
	text: ""
};
/** Local day of China (UTC+8, no summer time since 1992) as `yymmdd`. */
function receiptDay(wallMs) {
	const day = Math.floor((wallMs + 288e5) / dayMs$1);
	if (day !== latest.day) latest = {
		day,
		text: (/* @__PURE__ */ new Date(day * dayMs$1)).toISOString().slice(2, 10).replaceAll("-", "")
	};
	return latest.text;
}
/**
* The next sequence of that day, 1 to 9999; 10000 = used up. One counter per day, kept for ever, so that a clock that goes back continues
* the old day where it was and never reuses a number.
*/
function nextReceiptSeq(db, yymmdd) {
	return (prepared(db, "SELECT last FROM receipt_counter WHERE yymmdd = ?").get(yymmdd)?.last ?? 0) + 1;
}
/** Takes `seq`; false when it is no longer the next one. Inside the transaction that writes the case row. */
function takeReceiptSeq(db, yymmdd, seq) {
	return (seq === 1 ? prepared(db, "INSERT INTO receipt_counter (yymmdd, last) VALUES (?, 1) ON CONFLICT DO NOTHING").run(yymmdd) : prepared(db, "UPDATE receipt_counter SET last = ? WHERE yymmdd = ? AND last = ?").run(seq, yymmdd, seq - 1)).changes === 1;
}
// terminal/store/replenish-commit.ts
/** Behind what citizens wait for, before ratings. */
var replenishPrio = 2;
/** Takes one replenishment: sealed message and audit record in one transaction, whoever did it by number. */
async function commitReplenishment({ commit, audit }, body) {
	const { id, unit, device, staff, expected, found, after, reason } = body;
	const placed = await sealAndCommit(commit, () => ok({
		topic: "tech.replenished",
		prio: replenishPrio,
		orderKey: id,
		receiptNo: null,
		itemId: null,
		body: () => body,
		commit: () => {
			audit("tech.refill", {
				unit,
				device,
				staff,
				expected,
				found,
				after,
				reason
			}, null);
			return true;
		}
	}));
	return placed.ok ? ok(void 0) : placed;
}
// terminal/store/restore.ts
/**
* Receipt numbers that are left out at a restore: more than a machine gives out on a day. Numbers that were given out after the backup are not known any more, and one
* number for two people would be worse than a hole.
*/
var receiptsLeftOut = 2e3;
/** Days ahead whose numbers are left out too: the clock may have been ahead. */
var daysAhead = 31;
var dayMs = 864e5;
/** A backup that is ready to be the database: its existence means that the damaged one is to be moved away and this put in its place. */
var readyOf = (path) => `${path}.restoring`;
function isRestoreUnderWay(path) {
	return existsSync(readyOf(path));
}
/**
* Makes the newest good backup ready as a new epoch, beside the damaged database, which stays as it is. A power cut in the middle leaves either nothing, or the ready
* file, with which the next start goes on (`finishRestore`).
* Errors: `corrupt` when there is no good backup; what SQLite and the file system say.
*/
function prepareRestore(options) {
	const { dir, path, log } = options;
	const number = backupNumbers(dir).find((one) => isGoodBackup(backupPath(dir, one)));
	if (number === void 0) return err({
		code: "corrupt",
		detail: "the database is damaged and there is no good backup"
	});
	const temporary = `${path}.restoring.new`;
	for (const end of [
		"",
		"-wal",
		"-shm"
	]) rmSync(temporary + end, { force: true });
	copyFileSync(backupPath(dir, number), temporary);
	const db = openSqlite(temporary, "write");
	let restored;
	try {
		const pragmas = applyPragmas(db, "write");
		if (!pragmas.ok) return pragmas;
		const migrated = migrate(db, temporary, log);
		if (!migrated.ok) return migrated;
		const durable = assertDurability(db);
		if (!durable.ok) return durable;
		const known = readBackup(path, knownOf);
		const missedRestores = Math.max(1, damagedCount(path) + 1 - pastEpochs(db));
		restored = db.transaction(() => beginEpoch(db, options, backupName(number), known, missedRestores)).immediate();
		db.pragma("wal_checkpoint(TRUNCATE)");
	} finally {
		db.close();
	}
	const next = (backupNumbers(dir)[0] ?? 0) + 1;
	const copy = `${backupPath(dir, next)}.new`;
	copyFileSync(temporary, copy);
	syncFile(copy);
	renameSync(copy, backupPath(dir, next));
	syncFolder(dirname(copy));
	syncFile(temporary);
	renameSync(temporary, readyOf(path));
	syncFolder(dir);
	return ok(restored);
}
/**
* Moves the damaged database away, its log first (a log beside another database would be played into it), and puts the ready one in its place. May be interrupted
* anywhere and called again. @returns name of the damaged file; null = there was none
*/
function finishRestore(path) {
	const dir = dirname(path);
	const damaged = `${path}.damaged-${damagedCount(path) + 1}`;
	const wasThere = existsSync(path);
	for (const end of [
		"-wal",
		"-shm",
		""
	]) {
		if (!existsSync(path + end)) continue;
		renameSync(path + end, damaged + end);
		syncFolder(dir);
	}
	renameSync(readyOf(path), path);
	syncFolder(dir);
	return wasThere ? damaged : null;
}
/** Damaged databases that are kept here. */
function damagedCount(path) {
	let count = 0;
	while (existsSync(`${path}.damaged-${count + 1}`)) count += 1;
	return count;
}
function knownOf(db) {
	const epoch = db.prepare("SELECT value FROM meta WHERE key = 'storeEpoch'").get()?.value;
	const lastSeq = db.prepare("SELECT value FROM counter WHERE name = 'outboxSeq'").get()?.value;
	if (epoch === void 0 || lastSeq === void 0) return null;
	return {
		epoch,
		lastSeq,
		receipts: db.prepare("SELECT yymmdd AS day, last FROM receipt_counter").all()
	};
}
function pastEpochs(db) {
	return db.prepare("SELECT count(*) AS n FROM past_epoch").get()?.n ?? 0;
}
/** Inside a transaction: the old epoch ends, a new one begins with its own sequence; receipt numbers that may have been given out are left out. */
function beginEpoch(db, { newEpoch, bootId, wallMs, monoMs }, backup, known, missedRestores) {
	const meta = (key) => db.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.value ?? null;
	const counter = (name) => db.prepare("SELECT value FROM counter WHERE name = ?").get(name)?.value ?? 0;
	const ended = meta("storeEpoch") ?? "";
	const seq = counter("outboxSeq");
	const lastSeq = known?.epoch === ended ? Math.max(seq, known.lastSeq) : seq;
	const end = db.prepare("INSERT INTO past_epoch (store_epoch, counter, last_seq, removed, ended_wall_ms) VALUES (?, ?, ?, ?, ?)");
	end.run(ended, seq, lastSeq, counter("outboxRemoved"), wallMs);
	const isOther = known !== null && known.epoch !== ended;
	if (isOther) end.run(known.epoch, 0, known.lastSeq, 0, wallMs);
	db.prepare("UPDATE meta SET value = ? WHERE key = 'storeEpoch'").run(newEpoch);
	db.exec("UPDATE counter SET value = 0 WHERE name IN ('outboxSeq', 'outboxRemoved')");
	leaveReceiptsOut(db, wallMs, known, missedRestores * receiptsLeftOut);
	const told = {
		before: isOther ? known.epoch : ended,
		lastSeq: isOther ? known.lastSeq : lastSeq
	};
	const identity = meta("identity");
	const kiosk = identity === null ? "" : JSON.parse(identity).kiosk;
	const genesis = meta("auditGenesis") ?? auditGenesis(kiosk, meta("auditNonce") ?? "");
	db.prepare("INSERT INTO meta (key, value) VALUES ('auditGenesis', ?) ON CONFLICT (key) DO NOTHING").run(genesis);
	appendAudit(db, genesis, {
		kiosk,
		bootId,
		monoMs,
		wallMs,
		offsetMs: null,
		session: null,
		type: "store.restored",
		data: {
			...told,
			backup
		}
	});
	return {
		...told,
		epoch: newEpoch,
		backup
	};
}
/** From the day before the newest record of the backup up to a month ahead. */
function leaveReceiptsOut(db, wallMs, known, count) {
	const newest = db.prepare("SELECT max(wall_ms + coalesce(offset_ms, 0)) AS wall FROM audit").get();
	const firstMs = Math.max(Math.min(newest?.wall ?? wallMs, wallMs), wallMs - 400 * dayMs) - dayMs;
	const first = receiptDay(firstMs);
	db.prepare("UPDATE receipt_counter SET last = min(9999, last + ?) WHERE yymmdd >= ?").run(count, first);
	const add = db.prepare("INSERT INTO receipt_counter (yymmdd, last) VALUES (?, ?) ON CONFLICT (yymmdd) DO UPDATE SET last = max(last, excluded.last)");
	for (let ms = firstMs; ms <= wallMs + daysAhead * dayMs; ms += dayMs) add.run(receiptDay(ms), Math.min(9999, count));
	for (const { day, last } of known?.receipts ?? []) add.run(day, last);
}
function syncFile(path) {
	const file = openSync(path, "r+");
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}
// terminal/store/serial-queue.ts
/**
* Runs jobs one after another in the order of their calls. Sealing is asynchronous while a transaction is not: between predicting a number and
* committing it no other job of this process may take it.
*/
function serialQueue() {
	let tail = Promise.resolve();
	return (job) => {
		const run = tail.then(job);
		tail = run.then(() => void 0, () => void 0);
		return run;
	};
}
// terminal/store/staff-record-commit.ts
/** Behind what citizens wait for, before ratings: as replenishments. */
var staffPrio = 2;
/** Takes one record: sealed message, audit record and what the machine keeps of it in one transaction. Records of one order or item stay in their order. */
async function commitStaffRecord({ commit, audit }, record) {
	const orderKey = record.topic === "tech.work" ? `work-${record.body.orderId}` : record.body.id;
	const placed = await sealAndCommit(commit, () => ok({
		topic: record.topic,
		prio: staffPrio,
		orderKey,
		receiptNo: null,
		itemId: null,
		body: () => record.body,
		commit: () => {
			if (record.topic === "tech.work") audit("tech.order", record.audit, null);
			else audit("tech.item", record.audit, null);
			writeMeta(commit.db, record.keep.key, record.keep.value);
			return true;
		}
	}));
	return placed.ok ? ok(void 0) : placed;
}
// terminal/store/suspicion.ts
/** Beside the database: the nightly check found damage that a quick check may not see, so the next start looks at everything. */
var markOf = (path) => `${path}.suspect`;
function suspect(path) {
	writeDurably(markOf(path), "", 384);
}
function isSuspected(path) {
	return existsSync(markOf(path));
}
function clearSuspicion(path) {
	rmSync(markOf(path), { force: true });
}
// terminal/store/write-probe.ts
var key = "writeProbe";
/**
* Commits one small row as everything else is committed (WAL, FULL) and reads it over another connection: what comes back was seen in the file by somebody who did not write it. What is read may
* come from memory; a disk that refuses the write does not stay unseen. A row that is lost marks the store as failed.
* Errors: as every write; `io` when something else comes back.
* @param token never the same twice
*/
function probeWrite({ db, guard, fail }, path, token) {
	const written = guard(() => writeMeta(db, key, token));
	if (!written.ok) return written;
	let found;
	try {
		const reader = openSqlite(path, "read");
		try {
			found = reader.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.value;
		} finally {
			reader.close();
		}
	} catch (thrown) {
		return err(storeErrorOf(thrown));
	}
	if (found === token) return ok(void 0);
	const lost = {
		code: "io",
		detail: "the probe row did not come back"
	};
	fail(lost);
	return err(lost);
}
// terminal/store/open-store.ts
var databaseFile = "yitiji.db";
/**
* Opens the local store: pragmas, quick_check, migrations, then a read and the durability assertion. A database that is damaged or gone while there are backups is never
* silently begun anew: it is restored where that is wanted, and refused otherwise.
* Errors: `cannotOpen` `unwritable` `full` `io` `corrupt` (the file stays where it is) `newerSchema` `durability` `busy`.
*/
function openStore(options) {
	const path = join(options.dir, databaseFile);
	try {
		mkdirSync(options.dir, {
			recursive: true,
			mode: 448
		});
		if (options.onDamage === "restore" && isRestoreUnderWay(path)) finishRestore(path);
		const opened = !existsSync(path) && (isRestoreUnderWay(path) || backupNumbers(options.dir).length > 0) ? err({
			code: "corrupt",
			detail: "the database is gone, its backups are here"
		}) : openDatabase(path, options);
		if (opened.ok || opened.error.code !== "corrupt" || options.onDamage !== "restore") return opened;
		return restore(path, options).ok ? openDatabase(path, options) : opened;
	} catch (error) {
		return err(storeErrorOf(error));
	}
}
function openDatabase(path, options) {
	let db;
	try {
		const isNew = !existsSync(path);
		db = openSqlite(path, "write");
		const ready = prepare(db, path, options.log);
		if (!ready.ok) {
			db.close();
			if (ready.error.code === "durability") options.log("store.durability.failed", { detail: ready.error.detail });
			return ready;
		}
		if (isNew) syncParents(options.dir);
		return ok(makeStore(db, path, options));
	} catch (error) {
		db?.close();
		return err(storeErrorOf(error));
	}
}
function restore(path, { dir, clock, log, random, notBeforeMs = buildTimeMs }) {
	const now = wholeMilliseconds(clock);
	const prepared = prepareRestore({
		dir,
		path,
		log,
		newEpoch: hex(random(8)),
		bootId: hex(random(8)),
		monoMs: now.monoMs(),
		wallMs: Math.max(now.wallMs(), notBeforeMs)
	});
	if (!prepared.ok) return prepared;
	const damaged = finishRestore(path);
	clearSuspicion(path);
	const { before, epoch, lastSeq, backup } = prepared.value;
	log("store.database.restored", {
		before,
		epoch,
		lastSeq,
		backup,
		damaged: damaged === null ? "" : basename(damaged)
	});
	return prepared;
}
function prepare(db, path, log) {
	const pragmas = applyPragmas(db, "write");
	if (!pragmas.ok) return pragmas;
	const check = isSuspected(path) ? "integrity_check" : "quick_check";
	const damage = db.pragma(`${check}(1)`, { simple: true });
	if (damage !== "ok") return err({
		code: "corrupt",
		detail: `${check}: ${String(damage)}`
	});
	clearSuspicion(path);
	const migrated = migrate(db, path, log);
	if (!migrated.ok) return migrated;
	const durable = assertDurability(db);
	if (!durable.ok) return durable;
	log("store.database.opened", {
		schema: schemaOf(db),
		...durable.value
	});
	return ok(void 0);
}
/** A new database is durable only when the folder entries are. */
function syncParents(dir) {
	syncFolder(dir);
	syncFolder(dirname(dir));
}
function makeStore(first, path, options) {
	const { log, random, makeRoom = () => false, reopen } = options;
	const clock = wholeMilliseconds(options.clock);
	const connection = makeConnection(first, {
		path,
		log,
		makeRoom,
		...reopen === void 0 ? {} : { open: reopen }
	});
	const { db, guard } = connection;
	const meta = makeMeta(db, guard);
	const epoch = meta.once("storeEpoch", () => hex(random(8)));
	const nonce = meta.once("auditNonce", () => hex(random(16)));
	const bootId = hex(random(8));
	const serial = serialQueue();
	const listeners = /* @__PURE__ */ new Set();
	const messageListeners = /* @__PURE__ */ new Set();
	let hubOffsetMs = () => null;
	let identity = readIdentity(meta);
	let firstHash = null;
	const genesis = () => firstHash ?? meta.once("auditGenesis", () => auditGenesis(identity?.kiosk ?? "", nonce));
	function enqueue(job) {
		return serial(() => connection.guardAsync(() => {
			firstHash ??= meta.get("auditGenesis");
			return job();
		})).finally(() => {
			for (const listener of [...listeners]) listener();
		});
	}
	/** Inside a transaction. */
	function audit(type, data, session) {
		const unlisted = unlistedFields(type, data);
		if (unlisted.length > 0) throw new Error(`audit ${type} may not carry ${unlisted.join(", ")}`);
		appendAudit(db, genesis(), {
			kiosk: identity?.kiosk ?? "",
			bootId,
			monoMs: clock.monoMs(),
			wallMs: clock.wallMs(),
			offsetMs: hubOffsetMs(),
			session,
			type,
			data
		});
	}
	function trustedWallMs() {
		const wallMs = options.trustedWallMs?.() ?? clock.wallMs() + (hubOffsetMs() ?? 0);
		return Math.max(Math.floor(wallMs), options.notBeforeMs ?? buildTimeMs);
	}
	const commit = {
		db,
		clock,
		random,
		epoch,
		bootId,
		trustedWallMs,
		hubOffsetMs: () => hubOffsetMs(),
		sealing: () => {
			const owner = identity ?? options.sealingWhenNotEnrolled?.() ?? null;
			return owner === null ? null : {
				deviceId: owner.deviceId,
				...owner.sealing
			};
		},
		seal: options.seal ?? seal,
		isClosed: () => connection.isClosed(),
		probably: {
			seq: null,
			receipt: null
		},
		decide: (thrown, messageId) => connection.decide(thrown, messageId),
		committed: (prio) => {
			for (const listener of [...messageListeners]) listener(prio);
		}
	};
	const ledger = {
		db,
		commit,
		enqueue,
		audit,
		guard
	};
	return {
		epoch,
		previousEpoch: previousEpoch(db),
		bootId,
		meta,
		rate: (input) => enqueue(() => commitRating(ledger, input)),
		replenish: (body) => enqueue(() => commitReplenishment(ledger, body)),
		commission: (body) => enqueue(() => commitCommissioning(ledger, meta, body)),
		recordOfStaff: (record) => enqueue(() => commitStaffRecord(ledger, record)),
		acts: makeActs(ledger),
		custody: makeCustodyLedger(ledger),
		bins: makeBins(ledger),
		outbox: makeOutbox({
			db,
			epoch,
			random,
			trustedWallMs,
			wallMs: () => clock.wallMs(),
			audit: (type, data) => audit(type, data, null),
			guard
		}),
		submitCase: (input) => enqueue(() => submit(db, commit, input, audit)),
		audit: (type, data, session) => {
			guard(() => db.transaction(() => audit(type, data, session)).immediate());
		},
		auditHead: () => auditHead(db),
		holdsCheckpoint: (checkpoint) => holdsCheckpoint(db, checkpoint),
		identity: () => identity,
		setIdentity: (next) => {
			const stored = meta.set("identity", JSON.stringify(next));
			if (stored.ok) identity = next;
			return stored;
		},
		followHub: (offsetMs) => {
			hubOffsetMs = offsetMs;
		},
		trustedWallMs,
		onMessage: (listener) => {
			messageListeners.add(listener);
			return () => {
				messageListeners.delete(listener);
			};
		},
		onWritten: (listener) => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		backup: (keep) => {
			try {
				return ok(writeBackup(db, options.dir, databaseFile, keep));
			} catch (error) {
				return err(storeErrorOf(error));
			}
		},
		findDamage: () => {
			const found = readThrough(db);
			if (found === null) return null;
			suspect(path);
			connection.fail({
				code: "corrupt",
				detail: found
			});
			return found;
		},
		promises: () => guard(() => promisesOf(db)),
		probe: () => probeWrite(connection, path, hex(random(16))),
		durability: () => connection.health(),
		close: () => connection.close()
	};
}
async function submit(db, commit, input, audit) {
	let receiptNo = "";
	let next = null;
	const placed = await sealAndCommit(commit, () => {
		const day = receiptDay(commit.trustedWallMs());
		const { receipt } = commit.probably;
		const receiptSeq = receipt?.day === day ? receipt.seq : nextReceiptSeq(db, day);
		if (receiptSeq > 9999) return err({
			code: "receiptsExhausted",
			detail: `9,999 receipts on ${day}`
		});
		receiptNo = receiptNumber(input.kiosk, day, receiptSeq);
		return ok({
			topic: "case.submit",
			prio: input.prio,
			orderKey: receiptNo,
			receiptNo,
			itemId: input.itemId,
			body: () => input.body(receiptNo),
			commit: (place, wallMs) => {
				if (!takeReceiptSeq(db, day, receiptSeq)) return false;
				next = {
					day,
					seq: receiptSeq + 1
				};
				prepared(db, `INSERT INTO case_row (receipt_no, item_id, item_version, message_id, state, created_wall_ms, offline)
           VALUES (?, ?, ?, ?, 'stored', ?, ?)`).run(receiptNo, input.itemId, input.itemVersion, place.id, wallMs, input.offline ? 1 : 0);
				const mode = input.offline ? "offline" : "online";
				audit("submit", {
					receipt: receiptNo,
					item: input.itemId,
					mode
				}, input.session);
				input.alongside?.();
				return true;
			}
		});
	});
	if (placed.ok) commit.probably.receipt = next;
	return placed.ok ? ok({
		receiptNo,
		messageId: placed.value.id,
		seq: placed.value.seq
	}) : placed;
}
/** The first damage that a whole reading finds; null = none. */
function readThrough(db) {
	try {
		const said = String(db.pragma("integrity_check(1)", { simple: true }));
		return said === "ok" ? null : said;
	} catch (error) {
		return storeErrorOf(error).detail;
	}
}
function previousEpoch(db) {
	return prepared(db, "SELECT store_epoch AS storeEpoch, last_seq AS lastSeq FROM past_epoch ORDER BY rowid DESC LIMIT 1").get() ?? null;
}
/** STRICT tables refuse fractions, and a monotonic clock has them. */
function wholeMilliseconds(clock) {
	return {
		monoMs: () => Math.floor(clock.monoMs()),
		wallMs: () => Math.floor(clock.wallMs()),
		after: (delayMs, fn) => clock.after(delayMs, fn)
	};
}
function hex(bytes) {
	return Buffer.from(bytes).toString("hex");
}
export { checkIntegrity, databaseFile, openSqlite, openStore, storeRange };
