import type { Browser } from 'playwright-core';

/** A headless Chromium that brings its own libraries and fonts. */
export function openBrowser(): Promise<Browser>;
