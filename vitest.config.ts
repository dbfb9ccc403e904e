import { defineConfig } from 'vitest/config';

// What is printed is compared as text: a CI that asks for colours must not change it.
const rest = { testTimeout: 60_000, hookTimeout: 120_000, env: { NO_COLOR: '1' } };

export default defineConfig({
  test: {
    projects: [
      { test: { ...rest, name: 'rest', include: ['test/{unit,simulation,browser}/**/*.test.ts'] } },
      {
        test: {
          ...rest,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: 'test/integration/world/prepared.ts',
        },
      },
    ],
  },
});
