/** Of the coach: the verdict on a run, and the one thing to do next. */

import { significant } from '../../significant.ts'
import type { Message, Say } from '../message.ts'
import { type Catalogue, count, counted, megabytes, type Sides, shape } from './words.ts'

/** A loss on a chart. */
const digits = (value: number) => (value >= 10 ? significant(value, 3) : value.toFixed(2))

const points = (share: number) => {
  const value = Math.round(100 * share)
  return counted(value, ['point', 'points'])
}

export const coach = {
  errors: {},
  notices: {
    coachLevel: ({ name, score, beside }: { name: string; score: string; beside: string }) =>
      `Validation ${name} is ${score}. ${beside}`.trim(),
    coachLossAfter: ({ loss, epoch }: { loss: number; epoch: number }) =>
      `Validation loss is ${digits(loss)} after epoch ${count(epoch)}.`,
    coachGood: ({ over }: { over: boolean }) => (over ? 'Good' : 'Good so far'),
    coachGoodWords: ({ level, settled, limit }: { level: Message; settled: boolean; limit: string }, say: Say) =>
      `${say(level)}${settled ? ' It has learned what it can from this data.' : ''} ${limit}`.trim(),
    coachFair: () => 'Fair: there is more to gain',
    coachFairWords: ({ level, improving }: { level: Message; improving: boolean }, say: Say) =>
      `${say(level)}${improving ? ' It was still getting better when it ended.' : ''}`,
    coachStands: () => 'It stands still',
    coachStandsWords: ({ epochs }: { epochs: number }) =>
      `Validation loss has not fallen for ${counted(epochs, ['epoch', 'epochs'])}. A smaller learning rate may gain a little more.`,
    coachLearning: () => 'It is learning',
    coachWeakModel: () => 'The model is too weak for this',
    coachWeakModelWords: (held: { level: Message; model: string; stronger: string; bytes: number }, say: Say) =>
      `${say(held.level)} ${held.model} is small, so that it starts at once. ${held.stronger} knows more: a download of ${megabytes(held.bytes)}.`,
    coachLittleData: () => 'Too little data',
    coachLittleDataWords: (held: { seen: Message; train: number; perClass: number | null; many: string }, say: Say) =>
      `${say(held.seen)} It has ${held.perClass === null ? count(held.train) : `about ${count(held.perClass)}`} ${held.many}${held.perClass === null ? '' : ' a class'} to learn from: more of them help most.`,
    coachOverFitting: () => 'It is memorising (over-fitting)',
    coachTurned: ({ epoch, kept }: { epoch: number; kept: number }) =>
      `Since epoch ${count(epoch)} it gets better on what it trains with, and worse on what it does not. The weights of epoch ${count(kept)} are kept.`,
    coachApart: ({ trainLoss, validationLoss }: { trainLoss: number; validationLoss: number }) =>
      `It does far better on what it trained with (loss ${digits(trainLoss)}) than on what it did not (${digits(validationLoss)}).`,
    coachNoise: () => 'Too few examples to tell',
    coachChance: (held: { level: Message; from: string; to: string; examples: number }, say: Say) =>
      `${say(held.level)} With only ${counted(held.examples, ['validation example', 'validation examples'])}, the truth lies anywhere between ${held.from} and ${held.to}.`,
    coachTossed: (held: { epochs: number; apart: number; examples: number; chance: number }) =>
      `The last ${counted(held.epochs, ['epoch differs', 'epochs differ'])} by ${points(held.apart)}. With ${counted(held.examples, ['validation example', 'validation examples'])}, chance alone is worth ±\u00a0${points(held.chance)}.`,
    coachNotFinite: () => 'Something is wrong: the loss became NaN',
    coachSmallerRate: ({ happened }: { happened: Message }, say: Say) =>
      `${say(happened)} A smaller learning rate usually helps.`,
    coachRateTooHigh: () => 'Something is wrong: the learning rate is too high',
    lossHasClimbed: ({ from, to }: { from: number; to: number }) =>
      `The loss has climbed from ${digits(from)} to ${digits(to)}: the steps are too large.`,
    trainingLossJumped: ({ from, to, times }: { from: number; to: number; times: number }) =>
      `The training loss jumped from ${digits(from)} to ${digits(to)}, with gradients ${counted(times, ['time', 'times'])} their usual size.`,
    coachOneClass: () => 'Something is wrong: it gives every example the same class',
    coachOneClassWords: () =>
      'All live examples get the same class, and accuracy is no better than guessing. A smaller learning rate can help it tell them apart.',
    coachNoBetter: () => 'Something is wrong: it is no better than guessing',
    coachNoBetterWords: ({ level }: { level: Message }, say: Say) =>
      `${say(level)} Check that the labels are right, and that a person could tell the answer from what the model sees.`,
    coachHardly: () => 'Something is wrong: it hardly learns',
    coachHardlyWords: ({ loss, epoch }: { loss: number; epoch: number }) =>
      `Both losses are high and hardly fall: ${digits(loss)} in training after epoch ${count(epoch)}. A larger learning rate may help.`,
    coachTryIt: () => 'Try it out',
    coachAdd: ({ many }: { many: string }) => `Add ${many}`,
    coachCheckData: () => 'Check the data',
    coachChoose: ({ model }: { model: string }) => `Try ${model}`,
    coachRate: ({ rate, over }: { rate: number; over: boolean }) =>
      `${over ? 'Try learning' : 'Learning'} rate ${rate}`,
    coachDropout: ({ dropout, over }: { dropout: number; over: boolean }) =>
      `${over ? 'Try dropout' : 'Dropout'} ${dropout}`,
    coachThawMore: () => 'Thaw one more block',
    coachThawBlocks: () => 'Thaw the top blocks',
    coachLonger: ({ epochs }: { epochs: number }) => `Train for ${counted(epochs, ['epoch', 'epochs'])}`,
    coachValidationShare: ({ share }: { share: number }) => `Keep ${Math.round(100 * share)}\u00a0% for validation`,
    stopAndKeepBest: () => 'Stop and keep the best',

    /** Why an adapter is refused. */
    adapterTensorPlaceless: ({ key, received }: { key: string; received: Sides | null }) =>
      `The adapter has "${key}" of shape ${shape(received)}; the model has no place for it.`,
    adapterTensorShape: ({ key, received, expected }: { key: string; received: Sides | null; expected: Sides }) =>
      `Expected "${key}" of shape ${shape(expected)} for this model, received ${shape(received)}.`,
    adapterTensorNotFloat: ({ key, received }: { key: string; received: string }) =>
      `"${key}" should hold F32, F16, BF16 or F64 numbers, received ${received}.`,
    adapterWithoutTensors: () => 'The adapter holds nothing that its method trains.',
    adapterConfigInvalid: ({ place, why }: { place: string | null; why: string }) =>
      `adapter_config.json: ${place ?? 'the file'}: ${why}.`,
    adapterConfigLacks: ({ field }: { field: string }) => `adapter_config.json has no ${field}.`,
    webgpuAbsent: () => 'this browser has no WebGPU',
    webglAbsent: () => 'this browser has no WebGL 2 in workers',
    webglHalfFloat: () =>
      'this device computes in WebGL with 16-bit numbers, which are too coarse for gradients; 32-bit floats are needed',
    graphicsAdapterAbsent: () => 'this browser offers no GPU',
    graphicsAdapterSoftware: ({ adapter }: { adapter: string }) => `${adapter} is a software GPU, slower than WASM`,
    kernelsNotFetched: ({ url, status }: { url: string; status: number }) =>
      `${url} could not be loaded (status ${status})`,
    backendSlower: ({ times, than }: { times: number; than: string }) =>
      `it took ${significant(times, 2)} times as long as ${than} on this model`,
    comparingBackends: () => 'Comparing what computes',
    backendNotStarted: () => 'it could not be started',
    backendSelfTestOff: ({ error }: { error: number }) => `its self-test was off by ${significant(error, 2)}`,
  },
} satisfies Catalogue
