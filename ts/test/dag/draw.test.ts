import { expect } from 'chai';
import { drawMermaid, drawTree } from '../../dag/draw.ts';
import { operation, stage } from './workshop.ts';

const does = (name: string) => ({ operation: operation(name, async () => {}) });

const stages = [
  stage('table', does('table')),
  stage('space', does('train')),
  stage('search@a', { ...does('search'), deps: { space: ['space'], table: ['table'] } }),
  stage('search@b', { ...does('search'), deps: { space: ['space'], table: ['table'] } }),
  stage('compare', { ...does('compare'), deps: { fronts: ['search@a', 'search@b'] } }),
  stage('report', { ...does('report'), deps: { search: ['search@a'] } }),
];

describe('draw', () => {
  it('draws a pipeline as a tree, each stage spelled out once', () => {
    expect(drawTree(stages)).to.equal(
      [
        'compare [compare]',
        '├─ fronts: search@a [search]',
        '│  ├─ space: space [train]',
        '│  └─ table: table [table]',
        '└─ fronts: search@b [search]',
        '   ├─ space: space [train]',
        '   └─ table: table [table]',
        'report [report]',
        '└─ search: search@a [search] (above)',
        '',
      ].join('\n'),
    );
  });

  it('draws a pipeline as a Mermaid chart with an arrow from a stage to each that uses it', () => {
    expect(drawMermaid(stages.slice(0, 3))).to.equal(
      [
        'flowchart TD',
        '  s0["table<br/>table"]',
        '  s1["space<br/>train"]',
        '  s2["search@a<br/>search"]',
        '  s1 -->|space| s2',
        '  s0 -->|table| s2',
        '',
      ].join('\n'),
    );
  });

  it('keeps what Mermaid would read as its own out of labels', () => {
    expect(drawMermaid([stage('x@"]<b>;')])).to.contain('s0["x@#34;#93;#60;b#62;#59;<br/>copy"]');
  });
});
