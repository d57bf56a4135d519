/** Words of a mailbox, one a worker, each alone on its line of the cache. */
export declare const mailboxWords = 64;
/** Where in a mailbox a word is. Jobs are counted from 1. */
export declare const posted = 0;
/** The last job that the worker is done with: it touches nothing of that job any more. */
export declare const acknowledged = 16;
/** Where the posted job is, in words. */
export declare const jobAt = 17;
/** Whether the worker must be woken. */
export declare const isAsleep = 18;
/** Whether it is there at all. */
export declare const isReady = 19;
/** What a worker is started with. */
export interface Introduction {
    readonly memory: WebAssembly.Memory;
    /** Of its mailbox, in words. */
    readonly mailbox: number;
}
/** Kinds of jobs. */
export declare const jobs: {
    readonly load: 1;
    readonly tasks: 2;
    readonly units: 3;
};
/** Words of a job that all kinds have, in front of their own. */
export declare const jobKind = 0;
/** Words of {@link jobs.load}: the number of a program, and where its bytes are. */
export declare const loadWords: {
    readonly program: 1;
    readonly at: 2;
    readonly bytes: 3;
    readonly size: 4;
};
//# sourceMappingURL=mailbox.d.ts.map