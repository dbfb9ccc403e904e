import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const BUNDLE = 'controls/SyncStatus/out/controls/bundle.js';
/** What a form may cost: bytes over the wire. */
const LIMIT = 15_000;

describe('the built control', () => {
  it('has been built', () => {
    expect(existsSync(BUNDLE), 'run "npm run build"').toBe(true);
  });

  it(`is at most ${LIMIT} bytes over the wire`, () => {
    expect(gzipSync(readFileSync(BUNDLE), { level: 9 }).length).toBeLessThanOrEqual(LIMIT);
  });

  it('carries neither React nor Fluent', () => {
    const bundle = readFileSync(BUNDLE, 'utf8');
    expect(bundle).toContain('Reactv16');
    expect(bundle).toContain('FluentUIReactv81211');
    expect(bundle).not.toContain('__SECRET_INTERNALS');
  });
});
