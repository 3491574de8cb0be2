import fc from 'fast-check';
import { Document, isMap, isScalar, isSeq, type ToStringOptions, visit } from 'yaml';

/** How a person may write a value as YAML; the value is the same. */
export interface Hand {
  /** Decides, in turn, about the order of keys, the style of collections and of strings, and comments. */
  readonly whims: readonly number[];
  readonly indent: number;
  readonly isWide: boolean;
}

export const hands: fc.Arbitrary<Hand> = fc.record({
  whims: fc.array(fc.nat(11), { minLength: 40, maxLength: 60 }),
  indent: fc.integer({ min: 2, max: 6 }),
  isWide: fc.boolean(),
});

/** @param isOrdered whether a mapping's keys keep their order, by its own key */
export function writtenBy(value: unknown, hand: Hand, isOrdered: (key: string) => boolean): string {
  let turn = 0;
  const whim = () => hand.whims[turn++ % hand.whims.length] ?? 0;
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Map: (_, map, ancestors) => {
      const parent: unknown = ancestors.at(-1);
      const key = (parent as { key?: { value?: unknown } } | undefined)?.key?.value;
      if (!isOrdered(String(key))) {
        const places = new Map(map.items.map((pair) => [pair, whim()]));
        map.items.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
      }
    },
    Node: (_, node) => {
      if (whim() > 8) node.comment = ' so: [it, "is" #';
      if ((isMap(node) || isSeq(node)) && whim() > 8 && node.items.length > 0) node.flow = true;
      if (isScalar(node) && typeof node.value === 'string') {
        const style = (['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'] as const)[whim() % 3];
        if (style !== undefined) node.type = style;
      }
    },
  });
  const options: ToStringOptions = { indent: hand.indent, lineWidth: hand.isWide ? 0 : 40 };
  return `# yaml-language-server: $schema=x\n${document.toString(options)}`;
}
