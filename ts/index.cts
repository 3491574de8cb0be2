/** The package's face for programs of CommonJS, which cannot `require` modules that wait for others: every function loads it. */
type Face = typeof import('./index.ts', { with: { 'resolution-mode': 'import' }});
type Lazy = Pick<
  Face,
  | 'fit'
  | 'fitInto'
  | 'compress'
  | 'compressInto'
  | 'predict'
  | 'loadNetwork'
  | 'encode'
  | 'decode'
  | 'distance'
  | 'nearest'
  | 'interpolate'
  | 'map'
>;

const face = () => import('./index.ts');

const lazy: Lazy = {
  fit: async (...given) => (await face()).fit(...given),
  fitInto: async (...given) => (await face()).fitInto(...given),
  compress: async (...given) => (await face()).compress(...given),
  compressInto: async (...given) => (await face()).compressInto(...given),
  predict: async (...given) => (await face()).predict(...given),
  loadNetwork: async (...given) => (await face()).loadNetwork(...given),
  encode: async (...given) => (await face()).encode(...given),
  decode: async (...given) => (await face()).decode(...given),
  distance: async (...given) => (await face()).distance(...given),
  nearest: async (...given) => (await face()).nearest(...given),
  interpolate: async (...given) => (await face()).interpolate(...given),
  map: async (...given) => (await face()).map(...given),
};

export = lazy;
