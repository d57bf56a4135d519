/** Decides, and is told how long it took. */
export interface Choice {
    isTogether(key: string): boolean;
    /** @param time  for so much work as all runs of the kind have, or for as much of each as of the others */
    took(key: string, isTogether: boolean, time: number): void;
}
export declare class MeasuredChoice implements Choice {
    #private;
    /** A trial is runs alone and then runs together: in between a worker falls asleep, and it takes a while to wake it. */
    isTogether(key: string): boolean;
    took(key: string, isTogether: boolean, time: number): void;
}
//# sourceMappingURL=choice.d.ts.map