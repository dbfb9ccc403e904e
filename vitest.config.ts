import { defineConfig } from 'vitest/config';

const rest = { testTimeout: 60_000, hookTimeout: 120_000 };

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
