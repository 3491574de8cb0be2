/** What differences of answers are shares of, in words. */
export const SCALES = { deviation: 'standard deviation', range: 'range' } as const;
