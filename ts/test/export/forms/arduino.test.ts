import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NumberType } from '../../../export/forms/examples.ts';
import { type FormName, forms } from '../../../export/forms/forms.ts';
import { programOf } from '../../../export/program.ts';
import { plainNetwork } from '../plain-network.ts';
import { KINDS } from './kinds.ts';
import { CPP_COMPILER, needs, run } from './tools.ts';

/** What a sketch takes of Arduino, on a computer: it loops once. */
const ARDUINO = `#include <stdio.h>
static struct {
    void begin(long) {}
    void println(double v, int digits) { printf("%.*f\\n", digits, v); }
    void println(long v) { printf("%ld\\n", v); }
    void println(int v) { println((long)v); }
    void println(const char *text) { printf("%s\\n", text); }
} Serial;
inline void delay(unsigned long) {}
#define PREDICT_EXAMPLE
#include "predict.h"
int main()
{
    setup();
    loop();
    return 0;
}
`;

describe('a header', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat header '));
  after(() => rmSync(folder, { recursive: true }));
  const write = (form: FormName, kind: string, type: NumberType = 'float') =>
    writeFileSync(
      join(folder, 'predict.h'),
      forms[form].print(programOf(KINDS[kind]!), { name: 'predict', type, examples: null }),
    );

  it('is a sketch for Arduino where that is asked for', function () {
    needs(this, CPP_COMPILER[0] as string);
    const said: Record<string, string> = {};
    for (const kind of Object.keys(KINDS)) {
      write('arduino', kind);
      writeFileSync(join(folder, 'main.cpp'), ARDUINO);
      run(folder, [...CPP_COMPILER, 'main.cpp', '-o', 'main']);
      said[kind] = run(folder, [join(folder, 'main')]).trim();
    }
    expect(said.numbers).to.equal('5200.0000');
    expect(said['two classes']).to.match(/^0\.\d{4}$/);
    expect(said['three classes']).to.be.oneOf(['Adelie', 'Chinstrap', 'Gentoo']);
    expect(said['several outputs']?.split('\n')).to.have.length(2);
    write('arduino', 'numbers', 'q15');
    run(folder, [...CPP_COMPILER, 'main.cpp', '-o', 'main']);
    expect(run(folder, [join(folder, 'main')])).to.equal('52000\n');
  }).timeout(60_000);

  it('of C++ is included by several sources of a program, and twice by one', function () {
    needs(this, CPP_COMPILER[0] as string);
    write('cpp', 'two classes');
    const include = '#include "predict.h"\n#include "predict.h"\n';
    const x = 'const double x[4] = {40.0, 1.0, 1.0, 0.0};';
    writeFileSync(
      join(folder, 'other.cpp'),
      `${include}double other();\ndouble other() { ${x} return predict(x); }\n`,
    );
    const same = `${include}double other();\nint main() { ${x} return predict(x) == other() ? 0 : 1; }\n`;
    writeFileSync(join(folder, 'main.cpp'), same);
    run(folder, [...CPP_COMPILER, 'main.cpp', 'other.cpp', '-o', 'main']);
    expect(run(folder, [join(folder, 'main')])).to.equal('');
  }).timeout(60_000);

  it('for Arduino comes with a word where its boards would lose digits', () => {
    const inputs = [{ name: 'a', offset: 1.7e9, scale: 450 }];
    const layers = [{ weights: [[1]], bias: null, activations: ['linear' as const] }];
    const far = programOf(plainNetwork(inputs, { name: 'y', offset: 0, scale: 10 }, layers));
    expect(forms.arduino.warnings(far, 'float')).to.deep.equal([
      'where double is a float, as on Arduino boards with AVR, "y" may be off by up to 4.5: columns lie far from zero (subtract a number near their middle from them in the table, and fit again)',
    ]);
    expect(forms.c.warnings(far, 'single')).to.deep.equal([
      'in single precision "y" may be off by up to 4.5: columns lie far from zero (--type float takes and scales them in double)',
    ]);
    expect(forms.cpp.warnings(far, 'float')).to.deep.equal([]);
    for (const file of Object.values(KINDS)) {
      if (file === KINDS.line) continue;
      expect(forms.arduino.warnings(programOf(file), 'float')).to.deep.equal([]);
    }
  });
});
