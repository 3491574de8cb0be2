import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { checkPipeline } from '../schema/schemas.ts';
import type { Pipeline as Written } from '../schema/types.ts';
import { isObject } from '../schema/words.ts';
import { disagreements } from './agreement.ts';
import { Complaints } from './complaints.ts';
import { resolveDependencies } from './dependencies.ts';
import { type Draft, type Drafts, draftJobs } from './draft.ts';
import { interpolate, unknowable, unknownName } from './interpolate.ts';
import type { Job, Pipeline, Result } from './pipeline.ts';
import { wholeFile } from './position.ts';
import { asYaml, otherwise, type Settings } from './settings.ts';
import { manyRoles } from './shape.ts';
import { type Path, readSource, type Source } from './source.ts';
import { reporting, resolveVars } from './vars.ts';

/**
 * The pipeline in a YAML file, or all that is wrong with it.
 * @param settings values for the pipeline's `vars`, as `-S name=value` gives them: YAML scalars or flow collections
 */
export async function readPipeline(
  file: string,
  settings: Readonly<Record<string, string>>,
): Promise<Result> {
  try {
    return parsePipeline(file, await readFile(file, 'utf8'), settings);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const sentence =
      code === 'ENOENT'
        ? `there is no pipeline file ${file}`
        : code === 'EISDIR'
          ? `${file} is a folder, not a pipeline file`
          : `the pipeline file ${file} cannot be read: ${message}`;
    return { ok: false, errors: [wholeFile(file, sentence)] };
  }
}

/**
 * The pipeline in a YAML text; `file` is what messages call it. A setting is YAML (`seconds=60`, `space=null`), unless
 * it makes fewer mistakes as words: `target=2021` where a string is wanted.
 */
export function parsePipeline(
  file: string,
  text: string,
  settings: Readonly<Record<string, string>>,
): Result {
  const source = readSource(file, text);
  if (source.errors.length > 0) return { ok: false, errors: [...source.errors] };
  let taken = asYaml(settings);
  let best = parseWith(source, taken);
  for (const [name, setting] of Object.entries(taken)) {
    for (const other of otherwise(name, setting)) {
      if (best.ok) return best;
      const next = parseWith(source, { ...taken, ...other });
      if (!next.ok && next.errors.length >= best.errors.length) continue;
      best = next;
      taken = { ...taken, ...other };
    }
  }
  return best;
}

function parseWith(source: Source, settings: Settings): Result {
  const complaints = new Complaints(source);
  const top = isObject(source.value) ? source.value : {};
  const vars = resolveVars(top.vars, settings, complaints);
  const drafts = draftJobs(top.stages, vars, complaints);
  const deps = new Map(
    drafts.jobs.map((draft) => [draft.job, resolveDependencies(draft, drafts, complaints)]),
  );
  const whole = isObject(source.value) ? assemble(source.value, vars, drafts, complaints) : source.value;
  const checked = check(whole, drafts, complaints, (path) => unsetName(source.value, path, vars));
  if (complaints.errors.length > 0) return { ok: false, errors: complaints.errors };
  if (checked === null) throw new Error(`${source.file}: the checker refused a pipeline without saying why`);
  return { ok: true, pipeline: build(source, checked, drafts, deps) };
}

/** The pipeline as the schema has it, with jobs in place of stages. */
function assemble(
  top: Readonly<Record<string, unknown>>,
  vars: ReadonlyMap<string, unknown>,
  drafts: Drafts,
  complaints: Complaints,
): unknown {
  const { vars: declared, stages, ...rest } = top;
  const scope = { values: vars, missing: (wanted: string) => unknownName(wanted, vars) };
  const plain = Object.fromEntries(
    [...vars].map(([name, value]) => [name, value === unknowable ? null : value]),
  );
  return {
    ...(interpolate(rest, scope, [], reporting(complaints)) as object),
    ...('vars' in top && { vars: isObject(declared) ? plain : declared }),
    ...('stages' in top && {
      stages: isObject(stages)
        ? Object.fromEntries(drafts.jobs.map(({ job, value }) => [job, value]))
        : stages,
    }),
  };
}

const TWO_PLACES = 'a stage runs by an engine or with a kernel elsewhere: leave out `engine` or `kernel`';

function check(
  whole: unknown,
  drafts: Drafts,
  complaints: Complaints,
  unset: (path: Path) => string | null,
): Written | null {
  const checked = checkPipeline(whole);
  const stageOf = new Map(drafts.jobs.map(({ job, stage }) => [job, stage]));
  if (checked.ok) {
    for (const [job, stage] of Object.entries(checked.value.stages)) {
      for (const { path, message } of disagreements(stage)) {
        complaints.add(['stages', stageOf.get(job) ?? job, ...path], message);
      }
      if (checked.value.kernel && stage.engine)
        complaints.add(['stages', stageOf.get(job) ?? job, 'engine'], TWO_PLACES);
    }
    if (checked.value.kernel && checked.value.engine) complaints.add(['engine'], TWO_PLACES);
    return checked.value;
  }
  for (const { path, message, unknownKey } of checked.complaints) {
    const [top, job, ...rest] = path;
    const stage = stageOf.get(String(job));
    const isInJob = top === 'stages' && stage !== undefined;
    const written = isInJob ? ['stages', stage, ...rest] : path;
    if (complaints.isSpoilt(written)) continue;
    // A complaint about the whole stage names it: once for the stage, not once a job.
    const said = isInJob && rest.length === 0 ? message.replaceAll(`\`${job}\``, `\`${stage}\``) : message;
    const name = unset(written);
    const sentence = name === null ? said : `${said}: set it with -S ${name}=VALUE`;
    complaints.add(written, sentence, unknownKey === undefined ? {} : { key: unknownKey });
  }
  return null;
}

/** The name in `vars` that has no value, where it is all that stands at the path; null where something else does. */
function unsetName(written: unknown, path: Path, vars: ReadonlyMap<string, unknown>): string | null {
  const value = path.reduce<unknown>(
    (part, step) => (part as Record<string | number, unknown> | undefined)?.[step],
    written,
  );
  const name = typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined;
  return name !== undefined && vars.get(name) === null ? name : null;
}

function build(
  source: Source,
  checked: Written,
  drafts: Drafts,
  deps: ReadonlyMap<string, Record<string, string[]>>,
): Pipeline {
  const { file } = source;
  return freeze({
    file,
    name: basename(file, extname(file)),
    desc: checked.desc ?? null,
    vars: checked.vars,
    device: checked.device,
    threads: checked.threads,
    restarts: checked.restarts,
    kernel: checked.kernel ?? null,
    jobs: drafts.jobs.map((draft) => jobOf(source, checked, draft, deps.get(draft.job) ?? {})),
  });
}

function jobOf(source: Source, checked: Written, draft: Draft, deps: Record<string, string[]>): Job {
  const stage = checked.stages[draft.job];
  if (stage === undefined) throw new Error(`the checker lost the job ${draft.job}`);
  const job = {
    name: draft.job,
    op: stage.op,
    desc: stage.desc ?? null,
    engine: stage.engine ?? checked.engine ?? null,
    with: stage.with,
    deps,
    many: manyRoles(stage.op),
    locate: (path: readonly (string | number)[]) => source.locate(['stages', draft.stage, ...path]),
  };
  // The operation and its parameters come from one checked stage: TypeScript cannot see that they belong together.
  return job as Job;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}
