/**
 * Runs jobs one after another in the order of their calls. Sealing is asynchronous while a transaction is not: between predicting a number and
 * committing it no other job of this process may take it.
 */
export function serialQueue(): <T>(job: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (job) => {
    const run = tail.then(job);
    tail = run.then(ended, ended);
    return run;
  };
}

function ended(): void {
  // The next one goes on, whatever became of this one.
}
