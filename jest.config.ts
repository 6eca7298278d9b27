/** @jest-config-loader esbuild-register */
import type { Config } from 'jest'

const config: Config = {
  testEnvironment: 'node',
  // No test waits by the clock: this is for one that hangs. Property tests are work, which a busy machine does slowly.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/packages/*/test/**/*.test.ts', '<rootDir>/checks/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^@paxon/([a-z]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/packages/[a-z]+/dist/'],
}

export default config
