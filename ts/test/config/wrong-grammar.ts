import type { Mistake } from './sound.ts';

export const wrongGrammar: readonly Mistake[] = [
  {
    what: 'an unquoted reference in a list',
    right: `["\${item.alpha}"]`,
    wrong: `[\${item.alpha}]`,
    says: `25:25: a reference within [ ] or { } is to be quoted: "\${name}"`,
    marks: `\${item.alpha}`,
  },
  {
    what: 'a key twice',
    right: 'batch: 512',
    wrong: 'batch: 512\n        batch: 256',
    says: `19:9: the key \`batch\` stands twice in one mapping`,
    marks: 'batch',
  },
  {
    what: 'a bad indentation',
    right: '        batch',
    wrong: '       batch: 1\n        batch',
    says: '18:15: Nested mappings are not allowed in compact mappings',
    marks: '1',
  },
  {
    what: 'a tab',
    right: '        batch',
    wrong: '\tbatch',
    says: '18:1: Tabs are not allowed as indentation',
    marks: '\t',
  },
  {
    what: 'an unclosed quote',
    right: 'How small?',
    wrong: '"How small?',
    says: '1:18: Missing closing "quote',
    marks: '',
  },
  {
    what: 'an unknown alias',
    right: 'target: mass',
    wrong: 'target: *mass',
    says: `10:15: no anchor \`&mass\` stands above this alias`,
    marks: '*mass',
  },
  {
    what: 'an unknown tag',
    right: 'target: mass',
    wrong: 'target: !column mass',
    says: '10:15: Unresolved tag: !column',
    marks: '!column',
  },
  {
    what: 'a second document',
    right: 'stages:',
    wrong: 'stages: {}\n---\nstages:',
    says: '6:1: a pipeline is one YAML document',
    marks: '---',
  },
];
