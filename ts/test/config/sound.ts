import { pipelineSchema } from '../../schema/schemas.ts';
import { alternatives, isObject } from '../../schema/words.ts';

/** A pipeline without mistakes. */
export const sound = `desc: How small?
vars:
  seed: 0
  seconds: 30
stages:
  table:
    op: table
    with:
      file: data/x.csv
      target: mass
      seed: \${seed}
  space:
    op: train
    with:
      preset: quickstart
      space: { depths: [1, 2] }
      training:
        batch: 512
  search:
    op: search
    matrix:
      alpha: [0.1, 0.2]
    deps: { space: space, table: table }
    with:
      latent: { alpha: ["\${item.alpha}"] }
      seconds: \${seconds}
  compare:
    op: compare
    deps:
      fronts: search
  page:
    op: report
    deps:
      search: search@0.1
      table: table
`;

/** What is mistaken, what is written in place of what, the complaint with its line and column, and what it underlines. */
export interface Mistake {
  readonly what: string;
  readonly right: string;
  readonly wrong: string;
  readonly says: string;
  readonly marks: string;
}

/** All operations, as a complaint lists them. */
export const OPERATIONS = alternatives(
  Object.values(pipelineSchema.$defs as object).flatMap((definition) => {
    const op: unknown = definition.properties?.op;
    return isObject(op) ? [`\`${op.const}\``] : [];
  }),
);
