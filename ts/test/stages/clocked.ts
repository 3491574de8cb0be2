import type { StageContext } from '../../dag/operation.ts';
import type { Kernel } from '../../kernel/index.ts';
import { pipelineSchema } from '../../schema/schemas.ts';
import type { Budget } from '../../stages/budget.ts';

/** A request as a kernel was asked it, and when. */
export interface Asked {
  readonly method: string;
  readonly at: number;
  readonly steps?: number;
  readonly from?: number;
  readonly to?: number;
  readonly rounds?: number;
  readonly depths?: readonly number[];
  readonly drawn_share?: number;
  readonly regrow_share?: number | null;
  readonly finish?: { readonly networks: number; readonly fewest: number };
}

/** The schema's defaults of an object, at every level. */
export function defaultsOf(name: string): Record<string, unknown> {
  const definitions = pipelineSchema.$defs as Record<
    string,
    { properties: Record<string, { default?: unknown; $ref?: string }> }
  >;
  const properties = Object.entries(definitions[name]?.properties ?? {});
  return Object.fromEntries(
    properties.map(([key, part]) => [
      key,
      part.$ref ? defaultsOf(part.$ref.split('/').at(-1) ?? '') : part.default,
    ]),
  );
}

/** A clock that a kernel moves by `cost` seconds a step and `ending` the end of a round; `tensors` says a reply's. */
export function clocked(
  unit: Budget['unit'],
  total: number,
  cost: number,
  tensors: (asked: readonly Asked[]) => object = () => ({}),
  ending = 0,
) {
  const asked: Asked[] = [];
  let clock = 0;
  let done = 0;
  const kernel = {
    async call(method: string, content: { steps?: number }) {
      asked.push({ method, at: clock, ...content });
      const steps = method === 'offer_networks' ? 1 : method === 'finish_init' ? 0 : (content.steps ?? 0);
      clock += steps * cost + (method === 'end_round' ? ending : 0);
      done += steps;
      return { content: { step: done }, tensors: tensors(asked) };
    },
  } as unknown as Kernel;
  const budget: Budget = {
    unit,
    total,
    seconds: () => clock,
    spent: () => (unit === 'steps' ? done : clock),
    get steps() {
      return done;
    },
    done() {},
    stepsFor: (amount, rate) => Math.max(1, Math.floor(unit === 'steps' ? amount : amount * rate)),
  };
  const context = { signal: new AbortController().signal, progress() {} } as unknown as StageContext;
  return { kernel, budget, context, asked, clock: () => clock };
}
