/** Every combination of `values` evenly spaced values in [-1, 1] an input, the last input fastest: [values ** inputs, inputs]. */
export function evenGrid(inputs: number, values: number): Float32Array {
  const rows = values ** inputs;
  const grid = new Float32Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    let rest = row;
    for (let input = inputs - 1; input >= 0; input--) {
      grid[row * inputs + input] = (2 * (rest % values)) / (values - 1) - 1;
      rest = Math.floor(rest / values);
    }
  }
  return grid;
}
