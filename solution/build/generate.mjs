// node solution/build/generate.mjs: writes solution/src from solution/model.
import { runTypeScript } from './typescript.mjs';

await runTypeScript('generate');
