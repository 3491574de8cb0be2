import { alg, Graph } from '@dagrejs/graphlib';
import type { Operation } from './operation.ts';
import { StageError } from './operation.ts';

/** One stage of a pipeline, ready to be run once the stages that it names in `deps` have been. */
export interface Stage {
  readonly name: string;
  readonly operation: Operation;
  readonly with: Readonly<Record<string, unknown>>;
  /** Names of the stages that this one needs, by role. */
  readonly deps: Readonly<Record<string, readonly string[]>>;
  /** Roles that take a list: the operation gets an array for them, whatever its length. */
  readonly many: readonly string[];
}

/**
 * The stages in an order in which each comes after those it needs, and otherwise as they are listed. With `targets`,
 * only those and what they need. Throws a StageError for an unknown or doubled name and for a cycle.
 */
export function order(stages: readonly Stage[], targets?: readonly string[]): Stage[] {
  const graph = needs(stages);
  refuseUnknown(graph, targets ?? []);
  refuseCycles(graph);
  const wanted = new Set(targets ? alg.preorder(graph, targets.map(id)) : graph.nodes());
  const rest = stages.filter((stage) => wanted.has(id(stage.name)));
  const placed = new Set<string>();
  const result: Stage[] = [];
  while (rest.length > 0) {
    const next = rest.findIndex((stage) => needed(stage).every((name) => placed.has(name)));
    for (const stage of rest.splice(next, 1)) {
      placed.add(stage.name);
      result.push(stage);
    }
  }
  return result;
}

/** Names of the stages that `stage` needs directly, each once. */
export function needed(stage: Stage): string[] {
  return [...new Set(Object.values(stage.deps).flat())];
}

/** `names` and the stages that need one of them, or one of those. */
export function followers(stages: readonly Stage[], names: readonly string[]): Set<string> {
  const found = alg.preorder(reversed(needs(stages)), names.map(id));
  return new Set(found.map(nameOf));
}

function reversed(graph: Graph): Graph {
  const result = new Graph();
  for (const node of graph.nodes()) result.setNode(node);
  for (const { v, w } of graph.edges()) result.setEdge(w, v);
  return result;
}

/** A graph with an edge from each stage to each that it needs. */
function needs(stages: readonly Stage[]): Graph {
  const graph = new Graph();
  for (const stage of stages) {
    if (graph.hasNode(id(stage.name))) throw new StageError(`two stages are named ${stage.name}`, 'user');
    graph.setNode(id(stage.name));
  }
  for (const stage of stages) {
    for (const [role, names] of Object.entries(stage.deps)) {
      for (const name of names) {
        if (!graph.hasNode(id(name))) {
          throw new StageError(
            `stage ${stage.name} needs ${name} as its ${role}, and there is no such stage`,
            'user',
          );
        }
        graph.setEdge(id(stage.name), id(name));
      }
    }
  }
  return graph;
}

function refuseUnknown(graph: Graph, targets: readonly string[]): void {
  for (const name of targets) {
    if (graph.hasNode(id(name))) continue;
    const known = graph.nodes().map(nameOf).join(', ');
    throw new StageError(`there is no stage ${name}; the stages are ${known}`, 'user');
  }
}

function refuseCycles(graph: Graph): void {
  const members = new Set(alg.findCycles(graph).flat());
  const first = graph.nodes().find((node) => members.has(node));
  if (first === undefined) return;
  const path = shortestCycle(graph, first).map(nameOf).join(' -> ');
  throw new StageError(`these stages need each other: ${path}`, 'user');
}

/** `findCycles` gives a knot of nodes in no useful order; this is the shortest way round it, from `start` to `start`. */
function shortestCycle(graph: Graph, start: string): string[] {
  const ways = alg.dijkstra(graph, start);
  const lasts = (graph.predecessors(start) ?? []).filter((node) => Number.isFinite(ways[node]?.distance));
  lasts.sort((a, b) => (ways[a]?.distance ?? 0) - (ways[b]?.distance ?? 0));
  const path = [start];
  for (let node = lasts[0]; node !== undefined && node !== start; node = ways[node]?.predecessor)
    path.push(node);
  return [...path, start].reverse();
}

// graphlib keeps nodes as keys of a plain object, so that a stage called `constructor` would seem to be there already.
const id = (name: string): string => `:${name}`;
const nameOf = (node: string): string => node.slice(1);
