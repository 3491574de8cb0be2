import { plainColumns } from '../../../export/columns.ts';
import { generate } from '../../../mlp/generate.ts';
import type { NetworkFile, Space } from '../../../schema/types.ts';
import { written } from '../../../stages/latent/written.ts';
import { spaceFile } from '../../../stages/shipped-spaces.ts';
import { readSpaceFile } from '../../../stages/space/file.ts';

/** The networks of a space that came along. */
export function spaceOf(name: string): Space {
  return readSpaceFile(spaceFile(name)).card.space;
}

/** Network `index` of a space's generator as a file: inputs a, b, c from 1 to 5, an output y. */
export function drawnFile(name: string, index: number, inputs = 3, depth?: number): NetworkFile {
  const space = { ...spaceOf(name), inputs };
  const columns = ['a', 'b', 'c', 'd', 'e'].slice(0, inputs).map((column) => {
    return { name: column, offset: 3, scale: 2, range: [1, 5] };
  });
  const network = generate(space, 'latent/test', index, depth);
  return written({ space, network }, plainColumns(columns, { name: 'y', offset: 7, scale: 10 }), {}).network;
}
