import type { Command } from '../commands/command.ts';

/**
 * Where each command is, by its name, in the order of `swat --help`. Only the one that is asked for is loaded: all take
 * a third of a second.
 */
const places: Readonly<Record<string, () => Promise<Command>>> = {
  fit: async () => (await import('../commands/fit.ts')).fit,
  predict: async () => (await import('../commands/predict.ts')).predict,
  explain: async () => (await import('../commands/explain.ts')).explain,
  plot: async () => (await import('../commands/plot.ts')).plot,
  export: async () => (await import('../commands/export.ts')).exportNetwork,
  compress: async () => (await import('../commands/compress.ts')).compress,
  run: async () => (await import('../commands/run.ts')).run,
  status: async () => (await import('../commands/status.ts')).status,
  runs: async () => (await import('../commands/runs.ts')).runs,
  dag: async () => (await import('../commands/dag.ts')).dag,
  compare: async () => (await import('../commands/compare.ts')).compare,
  encode: async () => (await import('../commands/encode.ts')).encode,
  decode: async () => (await import('../commands/decode.ts')).decode,
  distance: async () => (await import('../commands/distance.ts')).distance,
  nearest: async () => (await import('../commands/nearest.ts')).nearest,
  interpolate: async () => (await import('../commands/interpolate.ts')).interpolate,
  map: async () => (await import('../commands/map.ts')).map,
  repl: async () => (await import('../commands/repl.ts')).repl,
  setup: async () => (await import('../commands/setup.ts')).setup,
  doctor: async () => (await import('../commands/doctor.ts')).doctor,
  kernel: async () => (await import('../commands/kernel.ts')).kernel,
  sweep: async () => (await import('../commands/sweep.ts')).sweep,
};

/** The command of this name alone; all of them where there is none, so that they can be shown. */
export function loadCommands(name = ''): Promise<Command[]> {
  const asked = Object.hasOwn(places, name) ? [places[name]] : Object.values(places);
  return Promise.all(asked.flatMap((load) => (load ? [load()] : [])));
}
