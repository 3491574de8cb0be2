/**
 * Area under the receiver operating characteristic: how often a row of the class has a higher score than one of the others,
 * ties half (Mann and Whitney). `scores` [S]; `isOf` [S], 1 for rows of the class. NaN where there are none of either.
 */
export function areaUnderCurve(scores: Float64Array, isOf: Float64Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let ranks = 0;
  for (let first = 0; first < order.length; ) {
    let last = first;
    const score = scores[order[first] as number];
    while (last + 1 < order.length && scores[order[last + 1] as number] === score) last++;
    const rank = (first + last) / 2 + 1;
    for (; first <= last; first++) ranks += rank * (isOf[order[first] as number] as number);
  }
  const inside = isOf.reduce((sum, value) => sum + value, 0);
  return (ranks - (inside * (inside + 1)) / 2) / (inside * (scores.length - inside));
}
