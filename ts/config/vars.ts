import { didYouMean } from '../schema/nearest.ts';
import { isObject } from '../schema/words.ts';
import type { Complaints } from './complaints.ts';
import { interpolate, type Report, type Scope, unknowable, unknownName } from './interpolate.ts';
import type { Position } from './position.ts';
import { readSetting, type Settings } from './settings.ts';

/** The pipeline's `vars`, those that `-S` sets replaced; each may refer to the ones above it. */
export function resolveVars(
  declared: unknown,
  settings: Settings,
  complaints: Complaints,
): Map<string, unknown> {
  const vars = isObject(declared) ? declared : {};
  complainOfUnknown(settings, Object.keys(vars), complaints);
  const values = new Map<string, unknown>();
  const scope: Scope = {
    values,
    missing: (wanted) => {
      const [head = ''] = wanted.split('.');
      const isBelow = Object.hasOwn(vars, head) && !values.has(head);
      return isBelow
        ? `\`${head}\` is not yet known here: vars refer to vars above them`
        : unknownName(wanted, values);
    },
  };
  for (const [name, written] of Object.entries(vars)) {
    if (name === 'item') complaints.add(['vars'], 'the name `item` belongs to `matrix`', { key: 'item' });
    values.set(name, settle(name, written, settings, scope, complaints));
  }
  return values;
}

function complainOfUnknown(settings: Settings, names: string[], complaints: Complaints): void {
  for (const [name, text] of Object.entries(settings).map(([name, { text }]) => [name, text] as const)) {
    if (names.includes(name)) continue;
    const hint = names.length === 0 ? ': the pipeline has none' : didYouMean(name, names);
    complaints.addAt(
      { ...settingPosition(name, text), length: name.length },
      `\`${name}\` is not in \`vars\`${hint}`,
    );
  }
}

function settle(
  name: string,
  written: unknown,
  settings: Settings,
  scope: Scope,
  complaints: Complaints,
): unknown {
  const path = ['vars', name];
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (setting === undefined) {
    const value = interpolate(written, scope, path, reporting(complaints));
    return complaints.hasSpoilt(path) ? unknowable : value;
  }
  const { value, errors } = readSetting(setting);
  const whole = settingPosition(name, setting.text);
  for (const { column, length, message } of errors) {
    complaints.addAt({ ...whole, column: name.length + 1 + column, length }, message);
  }
  let isWrong = errors.length > 0;
  const set = interpolate(value, scope, path, (_, __, message) => {
    isWrong = true;
    if (message !== null) complaints.addAt(whole, message);
  });
  return isWrong ? unknowable : set;
}

/** Complains of a reference where it stands, and keeps later complaints about its value away. */
export function reporting(complaints: Complaints): Report {
  return (path, token, message) => {
    if (message !== null) complaints.add(path, message, { token });
    complaints.spoil(path);
  };
}

/** A setting as it was given on the command line, in place of a file. */
function settingPosition(name: string, text: string): Position {
  const whole = `${name}=${text}`;
  return { file: '-S', line: 1, column: 1, text: whole, length: whole.length };
}
