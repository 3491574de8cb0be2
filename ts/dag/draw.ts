import type { Stage } from './graph.ts';
import { needed } from './graph.ts';

/**
 * The pipeline as an indented tree: at the top the stages that no other needs, under each what it needs, by role. A
 * stage that stands in several places is spelled out once and marked `(above)` after that. Takes a pipeline that
 * `order` accepts.
 */
export function drawTree(stages: readonly Stage[]): string {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const used = new Set(stages.flatMap(needed));
  const drawn = new Set<string>();
  const lines: string[] = [];
  const draw = (stage: Stage, role: string, head: string, indent: string): void => {
    const edges = Object.entries(stage.deps).flatMap(([of, names]) => names.map((name) => ({ of, name })));
    const again = drawn.has(stage.name) && edges.length > 0;
    lines.push(`${head}${role}${stage.name} [${stage.operation.name}]${again ? ' (above)' : ''}`);
    if (again) return;
    drawn.add(stage.name);
    edges.forEach(({ of, name }, index) => {
      const last = index === edges.length - 1;
      const child = byName.get(name);
      if (child)
        draw(child, `${of}: `, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`);
    });
  };
  for (const stage of stages) if (!used.has(stage.name)) draw(stage, '', '', '');
  return `${lines.join('\n')}\n`;
}

/** The pipeline as a Mermaid flow chart; arrows point from a stage to those that use its artifact. */
export function drawMermaid(stages: readonly Stage[]): string {
  const number = new Map(stages.map((stage, index) => [stage.name, index]));
  const nodes = stages.map(
    (stage, index) => `  s${index}["${quoted(stage.name)}<br/>${quoted(stage.operation.name)}"]`,
  );
  const edges = stages.flatMap((stage, index) =>
    Object.entries(stage.deps).flatMap(([role, names]) =>
      names.map((name) => `  s${number.get(name)} -->|${quoted(role)}| s${index}`),
    ),
  );
  return `${['flowchart TD', ...nodes, ...edges].join('\n')}\n`;
}

/** Mermaid reads its labels as HTML with entities. */
function quoted(text: string): string {
  return text.replace(/[^\p{L}\p{N} @=._,/+-]/gu, (character) => `#${character.codePointAt(0)};`);
}
