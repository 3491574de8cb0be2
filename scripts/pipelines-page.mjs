// Writes docs/pipelines.md, the reference of pipelines, from their JSON Schema: names, types, bounds, defaults and meaning
// stand there alone. With --check it writes nothing and fails where the page is not as it would be.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = 'docs/pipelines.md';
const { $defs: defs, ...root } = JSON.parse(readFileSync('schemas/pipeline.schema.json', 'utf8'));

/** Parts that several parameters refer to, in the order in which they come up; each gets a section. */
const parts = [];

const nameOf = (ref) => ref.replace('#/$defs/', '');

/** A part of the schema, which gets a section where it has properties of its own. */
function referred(ref) {
  const name = nameOf(ref);
  const part = defs[name];
  const op = name.replace(/_parameters$/, '');
  if (op !== name && defs[`${op}_stage`]) return `[parameters of ${op}](#${op})`;
  if (!part.properties && !part.oneOf?.some((each) => each.$ref)) return typeOf(part);
  if (!parts.includes(name)) parts.push(name);
  return `[${name}](#${name})`;
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, minItems, maxItems }) {
  const words = [];
  if (minimum !== undefined && maximum !== undefined) words.push(`${minimum} to ${maximum}`);
  else if (minimum !== undefined) words.push(`at least ${minimum}`);
  else if (maximum !== undefined) words.push(`at most ${maximum}`);
  if (exclusiveMinimum !== undefined) words.push(`above ${exclusiveMinimum}`);
  if (exclusiveMaximum !== undefined) words.push(`below ${exclusiveMaximum}`);
  if (minItems !== undefined && minItems === maxItems) words.push(`${minItems} of them`);
  else if (minItems !== undefined) words.push(`at least ${minItems}`);
  else if (maxItems !== undefined) words.push(`at most ${maxItems}`);
  if (minLength !== undefined) words.push('not empty');
  return words.map((word) => `, ${word}`).join('');
}

function typeOf(node) {
  if (node.$ref) return referred(node.$ref);
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum) return node.enum.map((word) => `\`${word === null ? 'null' : word}\``).join(', ');
  if (node.oneOf ?? node.anyOf) return (node.oneOf ?? node.anyOf).map(typeOf).join(' or ');
  if (node.type === 'array') return `list of ${node.items ? typeOf(node.items) : 'anything'}${bounds(node)}`;
  const types = [node.type ?? 'anything'].flat().map((type) => (type === 'null' ? '`null`' : type));
  return `${types.join(' or ')}${bounds(node)}`;
}

function defaultOf(node, isRequired) {
  if (node.default === undefined) return isRequired ? '**needed**' : '';
  const isWhole = typeof node.default === 'object' && node.default !== null && !Array.isArray(node.default);
  return isWhole ? 'its own' : `\`${JSON.stringify(node.default)}\``;
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table({ properties, required = [] }) {
  const rows = Object.entries(properties).map(([name, node]) => {
    const { description = defs[nameOf(node.$ref ?? '')]?.description ?? '' } = node;
    const columns = [`\`${name}\``, typeOf(node), defaultOf(node, required.includes(name)), description];
    return `| ${columns.map(cell).join(' | ')} |`;
  });
  return ['| name | type | default | |', '|---|---|---|---|', ...rows].join('\n');
}

function needs({ properties: { deps }, required }) {
  const roles = Object.entries(deps?.properties ?? {});
  if (roles.length === 0) return 'Needs no other stage.';
  const needed = required.includes('deps') ? (deps.required ?? []) : [];
  const lines = roles.map(([role, { description }]) => {
    const may = needed.includes(role) ? '' : ' (may be left out)';
    return `- \`deps.${role}\`${may}: ${description}`;
  });
  return lines.join('\n');
}

function operation({ $ref }) {
  const stage = defs[nameOf($ref)];
  const parameters = stage.properties.with;
  const fields = parameters?.$ref ? defs[nameOf(parameters.$ref)] : parameters;
  const isEmpty = Object.keys(fields?.properties ?? {}).length === 0;
  const name = stage.properties.op.const;
  return [
    `### ${name}`,
    stage.description,
    needs(stage),
    isEmpty ? 'It has no parameters.' : `Parameters, under \`with\`:\n\n${table(fields)}`,
  ].join('\n\n');
}

function section(name) {
  const part = defs[name];
  const body = part.properties
    ? table(part)
    : part.oneOf.map((each) => `- ${typeOf(each)}: ${defs[nameOf(each.$ref)].description}`).join('\n');
  return [`### ${name}`, part.description ?? '', body].filter(Boolean).join('\n\n');
}

function page() {
  const { stages, ...others } = root.properties;
  const top = table({
    properties: { ...others, stages: { ...stages, $ref: undefined } },
    required: root.required,
  });
  const operations = defs.stage.oneOf.map(operation);
  const sections = [];
  for (let i = 0; i < parts.length; i++) if (parts[i] !== 'stage') sections.push(section(parts[i]));
  return `# Pipelines: the reference
A pipeline is a YAML file. Its stages have a name, an operation (\`op\`), what they need (\`deps\`: names of stages by their role) and parameters (\`with\`). This page is written from [the schema](../schemas/pipeline.schema.json) by \`node scripts/pipelines-page.mjs\`; an editor with a YAML language server completes and checks from the same file. How pipelines are run: [running pipelines](runs.md).

\`\`\`yaml
desc: Which small network tells a penguin's body mass?
vars: { seconds: 10 }
stages:
  penguins:
    op: fit
    with:
      table: { file: data/penguins.csv, target: body_mass_g, unit: g }
      search: { seconds: "\${seconds}" }
\`\`\`

\`\${NAME}\` is a value of \`vars\`, which \`-S NAME=VALUE\` replaces. A stage with \`matrix: { seed: [0, 1, 2] }\` runs once for every combination; \`\${item.seed}\` is its value, and \`NAME@0\` the name of one of its runs.

## The file
${top}

## Operations
${operations.join('\n\n')}

## Parts of parameters
${sections.join('\n\n')}
`;
}

const written = page();
if (process.argv.includes('--check')) {
  const isSame = existsSync(FILE) && readFileSync(FILE, 'utf8') === written;
  if (!isSame) {
    process.stderr.write(`${FILE} is not what the schema says: run node scripts/pipelines-page.mjs\n`);
    process.exitCode = 1;
  }
} else writeFileSync(FILE, written);
