/** The middle of numbers, none of them NaN: the mean of the two middle ones where their count is even. NaN where there are none. */
export function median(values: Float64Array): number {
  const sorted = Float64Array.from(values);
  const half = Math.floor(values.length / 2);
  const upper = select(sorted, half);
  if (values.length % 2 === 1) return upper;
  const lower = sorted.subarray(0, half).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return values.length === 0 ? Number.NaN : lower / 2 + upper / 2;
}

/** Hoare's quickselect: reorders `values` until those before `place` are no greater than what is there, and returns that. */
function select(values: Float64Array, place: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] as number) < pivot) left++;
      while ((values[right] as number) > pivot) right--;
      if (left > right) break;
      const held = values[left] as number;
      values[left++] = values[right] as number;
      values[right--] = held;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place] as number;
}
