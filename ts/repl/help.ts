/** What is in scope: what it is, and a line to try. */
export const ENTRIES: Readonly<Record<string, { readonly what: string; readonly example: string }>> = {
  data: {
    what: 'reads a table; it prints its columns. columns, column(name), records()',
    example: "const penguins = await data('data/penguins.csv')",
  },
  fit: {
    what: 'finds the small networks for a column; options as of swat fit, by their names in programs',
    example: "const found = await fit({ table: 'data/penguins.csv', target: 'body_mass_g', seconds: 10 })",
  },
  predict: {
    what: 'what a network, or the chosen one of a folder, says of rows or of a table',
    example: 'await predict(found, penguins.records(0, 3))',
  },
  compress: {
    what: 'a smaller network that computes the same; options as of swat compress',
    example: "await compress({ network: 'model.onnx', domain: '-1..1', within: 0.01 })",
  },
  plot: {
    what: 'draws a front, functions, numbers or pairs here, or into an SVG file; a map, a way, a distance as a page',
    example: "await plot(found, { file: 'front.svg' })",
  },
  run: {
    what: 'swat run, with the options by their long names',
    example: "await run('pipelines/quickstart.yaml', { dryRun: true })",
  },
  pipeline: {
    what: 'a pipeline with every default; it prints as its graph',
    example: "await pipeline('pipelines/quickstart.yaml', { seconds: 5 })",
  },
  runs: { what: 'the runs of pipelines in this folder', example: 'runs().at(-1)' },
  spaces: {
    what: 'the latent spaces that came along; one by its name: network, generate, encode, decode',
    example: "const s = await spaces('sigmoid'); const a = s.network('a label', 0)",
  },
  encode: {
    what: 'the point of a network in a space, or of a table in one that reads tables',
    example: "const point = await encode(a, { space: 'sigmoid' })",
  },
  decode: { what: 'the network that a point means', example: 'await decode(point, { depth: 1 })' },
  distance: {
    what: 'how far two networks are apart, in the space and in what they compute',
    example: "await distance(a, s.network('a label', 1), { space: 'sigmoid' })",
  },
  interpolate: {
    what: 'networks along the way from one to another',
    example: "await interpolate(a, s.network('a label', 1), { space: 'sigmoid', frames: 5 })",
  },
  nearest: {
    what: 'the networks nearest to one, in a folder or among random ones',
    example: "await nearest(a, 'generated', { space: 'sigmoid', count: 3 })",
  },
  map: {
    what: 'a space in two dimensions, with networks or those of a folder marked in it',
    example: "await plot(await map([a], { space: 'sigmoid' }), { file: 'map.html' })",
  },
  mlp: {
    what: 'networks without a kernel: generate, forward, draw and more',
    example: "mlp.draw(space, mlp.generate(space, 'a label', 0))",
  },
  space: { what: 'the space of networks that a training has by default', example: 'space.depths' },
  tensor: { what: 'a float32 tensor of numbers, for the kernel', example: 'tensor([[1, 2], [3, 4]])' },
  kernel: {
    what: 'any method of the kernel (docs/protocol.md), which starts when first used; pid()',
    example: "(await kernel.call('hello')).content",
  },
  py: {
    what: 'a module of Python, live; await what you want to see',
    example: "const torch = await py('torch'); await torch.randn(2, 2)",
  },
  help: { what: 'this list; of one of them: help(fit)', example: "help('plot')" },
};

/** The list, or what is said of one name. */
export function helpText(name?: string): string {
  const names = name === undefined ? Object.keys(ENTRIES) : [name];
  const width = Math.max(...Object.keys(ENTRIES).map((each) => each.length));
  const lines = names.flatMap((each) => {
    const entry = ENTRIES[each];
    if (!entry) return [`nothing here is called ${each}: help() lists what is`];
    return [`  ${each.padEnd(width)}  ${entry.what}`, `  ${' '.repeat(width)}    ${entry.example}`];
  });
  return `${lines.join('\n')}${
    name === undefined
      ? '\n\nawait works at the prompt; Tab completes; Ctrl-C cancels what runs; .exit leaves'
      : ''
  }`;
}
