// How the main thread and a worker talk: through words of the shared memory, since a worker that waits reads no messages.
/** Words of a mailbox, one a worker, each alone on its line of the cache. */
export const mailboxWords = 64;
/** Where in a mailbox a word is. Jobs are counted from 1. */
export const posted = 0;
/** The last job that the worker is done with: it touches nothing of that job any more. */
export const acknowledged = 16;
/** Where the posted job is, in words. */
export const jobAt = 17;
/** Whether the worker must be woken. */
export const isAsleep = 18;
/** Whether it is there at all. */
export const isReady = 19;
/** Kinds of jobs. */
export const jobs = { load: 1, tasks: 2, units: 3 };
/** Words of a job that all kinds have, in front of their own. */
export const jobKind = 0;
/** Words of {@link jobs.load}: the number of a program, and where its bytes are. */
export const loadWords = { program: 1, at: 2, bytes: 3, size: 4 };
//# sourceMappingURL=mailbox.js.map