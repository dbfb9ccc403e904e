// Makes the parsers of the filter texts: each plugins-ts/maps/filters/NAME.peggy becomes generated/NAME.js beside it, a
// plain module without eval, for content security policies refuse that.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import peggy from 'peggy';

const FOLDER = 'plugins-ts/maps/filters';

mkdirSync(join(FOLDER, 'generated'), { recursive: true });
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.peggy'))) {
  const grammarSource = join(FOLDER, file);
  const source = peggy.generate(readFileSync(grammarSource, 'utf8'), { output: 'source', format: 'es', grammarSource });
  writeFileSync(join(FOLDER, 'generated', file.replace('.peggy', '.js')), source);
}
