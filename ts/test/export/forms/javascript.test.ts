import { expect } from 'chai';
import { importJavascript } from './compile.ts';
import { KINDS } from './kinds.ts';

describe('a network in JavaScript', () => {
  it('takes a date as a Date, milliseconds or ISO text, in UTC where it names no zone', async () => {
    const { predict } = await importJavascript(KINDS['two classes']!);
    const yes = (seen: unknown): number =>
      predict({ 'bill (mm)': 40, island: 'Dream', sex: 'male', seen }).yes;
    const july = yes(new Date('2026-07-31T23:30:00Z'));
    const same = [
      1785540600000,
      '2026-07-31T23:30:00Z',
      '2026-07-31T23:30',
      '2026-07-31 23:30',
      '2026-08-01T01:30+02:00',
      '2026-07-31',
    ];
    for (const seen of same) expect(yes(seen), String(seen)).to.equal(july);
    expect(yes('2026-08-01 00:30')).to.not.equal(july);
    expect(yes('soon')).to.be.NaN;
  });

  it('fills a missing number where the network knows with what, and marks it', async () => {
    const { predict } = await importJavascript(KINDS['two classes']!);
    const yes = (bill: unknown): number => predict([bill, 'Dream', 'male', '2026-07-31']).yes;
    const [first, ...others] = [null, undefined, Number.NaN, ''].map(yes);
    for (const other of others) expect(other).to.equal(first);
    expect(first).to.be.within(0, 1).and.not.equal(yes(43.9));
    expect(yes('43.9')).to.equal(yes(43.9));
    expect(yes('many')).to.be.NaN;
  });

  it('names the most probable label, and none where there is no prediction', async () => {
    for (const kind of ['two classes', 'three classes']) {
      const { predict, classify, labels } = await importJavascript(KINDS[kind]!);
      for (const bill of [20, 40, 60, 80]) {
        const row = [bill, 'Biscoe', 'female', '2026-01-01'];
        const shares: Record<string, number> = predict(row);
        expect(Object.keys(shares)).to.deep.equal(labels);
        expect(shares[classify(row)]).to.equal(Math.max(...Object.values(shares)));
      }
      expect(classify([40, null, 'female', '2026-01-01'])).to.equal(null);
    }
  });
});
