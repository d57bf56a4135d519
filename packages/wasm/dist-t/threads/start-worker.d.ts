import type { Introduction } from './mailbox.ts';
export interface StartedWorker {
    /** Ends it; done when it touches nothing any more. */
    end(): Promise<void>;
}
/**
 * Starts a worker.
 *
 * @param onEnd  told when it ends, whether it was ended or failed
 */
export declare function startWorker(introduction: Introduction, onEnd: () => void): StartedWorker;
/** How many threads the machine runs side by side. */
export declare function machineThreads(): number;
//# sourceMappingURL=start-worker.d.ts.map