/** What a front of a contest is measured in: a model's numbers that are not zero, and its FVU on test rows. */
export interface Point {
  readonly nonzeros: number;
  /** 1 - R2. */
  readonly fvu: number;
}

/** Beyond these nothing counts: the reference point, and the FVU under which smaller is no better. */
export const BOX = { nonzeros: 150, fvu: 1, least: 1e-8 } as const;

/**
 * The area that the points dominate in the plane of non-zeros and log10 FVU, as a share of the box: 0 for none, 1
 * where a model of no numbers is perfect. (The hypervolume of Zitzler and Thiele, 1999, in two dimensions.)
 */
export function hypervolume(points: readonly Point[]): number {
  let reached = 0;
  let from = 0;
  let area = 0;
  for (const { nonzeros, fvu } of points.filter(isInside).toSorted((a, b) => a.nonzeros - b.nonzeros)) {
    area += (nonzeros - from) * reached;
    from = nonzeros;
    reached = Math.max(reached, depthOf(fvu));
  }
  area += (BOX.nonzeros - from) * reached;
  return area / (BOX.nonzeros * depthOf(BOX.least));
}

function isInside({ nonzeros, fvu }: Point): boolean {
  return nonzeros <= BOX.nonzeros && fvu < BOX.fvu;
}

/** Orders of magnitude below the reference. */
function depthOf(fvu: number): number {
  return Math.log10(BOX.fvu) - Math.log10(Math.max(fvu, BOX.least));
}
