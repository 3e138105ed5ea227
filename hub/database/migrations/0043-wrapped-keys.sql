-- Private keys of the hub are wrapped with a key that stands outside the database (hub/keys/wrapping-key.ts). Null = in clear, of a release before; the next start wraps it.
alter table hub_key add column wrapped_by text;
alter table hub_key alter column private_key set statistics 0;
comment on column hub_key.private_key is 'AES-256-GCM, base64url, under the wrapping key of wrapped_by';
