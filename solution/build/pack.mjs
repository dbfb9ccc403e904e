// node solution/build/pack.mjs: writes both packages to solution/bin.
import { runTypeScript } from './typescript.mjs';

await runTypeScript('pack');
