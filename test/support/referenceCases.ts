/** The networks under test/fixtures/reference, and how far single precision may carry each from its original. */
import { expect } from 'vitest'
import type { Comparison } from './referenceCheck.ts'

/** Relative to the largest value of each tensor. */
export interface Limits {
  readonly output: number
  readonly gradient: number
}

/** Single precision costs less than 3e-6 and 1e-5. */
const close: Limits = { output: 1e-5, gradient: 1e-4 }
/** Dozens of random layers with ReLU6 and small variances carry rounding further: 5e-5 and 2e-4. */
const deep: Limits = { output: 1e-4, gradient: 1e-3 }

export const cases: readonly { readonly name: string; readonly limits: Limits }[] = [
  { name: 'resnet-basic', limits: close },
  { name: 'resnet-bottleneck', limits: close },
  { name: 'resnet-downsample', limits: close },
  { name: 'timm-resnet-basic', limits: close },
  { name: 'timm-resnet-bottleneck', limits: close },
  { name: 'mobilenet-v1', limits: deep },
  { name: 'mobilenet-v2', limits: deep },
  { name: 'mobilenet-v2-variant', limits: deep },
  { name: 'vit', limits: close },
  { name: 'vit-5', limits: close },
  { name: 'deit', limits: close },
  { name: 'dinov2', limits: close },
  { name: 'bert', limits: close },
  { name: 'bert-old', limits: close },
  { name: 'bert-mean', limits: close },
  { name: 'distilbert', limits: close },
  { name: 'roberta', limits: close },
  { name: 'xlm-roberta', limits: close },
  { name: 'modernbert', limits: close },
  { name: 'modernbert-mean', limits: close },
  { name: 'gpt2', limits: close },
  { name: 'gpt-neo', limits: close },
  { name: 'llama', limits: close },
  { name: 'llama-stretched', limits: close },
  { name: 'qwen2', limits: close },
  { name: 'qwen3', limits: close },
  { name: 'gemma3', limits: close },
]

/** Rounding alone; the other gradients of these networks are between 1e-3 and 1. */
const vanishing = 1e-6

export function expectAgreement(comparisons: readonly Comparison[], limits: Limits): void {
  const apart = comparisons.filter(({ kind, error }) => !(error < { ...limits, vanishing }[kind]))
  expect(apart).toEqual([])
}
