import { expect, test } from 'vitest'
import { writerLock } from '../../../src/engine/storage/writerLock.ts'
import { fakeLocks } from '../../support/fakeLocks.ts'

test('without locks, or where they are refused, a tab writes: it cannot know of others', async () => {
  const refusing = { request: () => Promise.reject(new DOMException('', 'SecurityError')) } as unknown as LockManager
  for (const locks of [undefined, refusing]) {
    const lock = writerLock(locks, 5)
    await lock.open(() => {})
    expect(lock.held).toBe(true)
  }
})

test('a lock that is let go within the time of patience was free all along', async () => {
  const locks = fakeLocks()
  const before = locks.tab()
  await writerLock(before.locks, 5).open(() => {})
  const lock = writerLock(locks.tab().locks, 60_000)
  const opened = lock.open(() => {})
  before.close()
  await opened
  expect(lock.held).toBe(true)
})

test('the lock goes back and forth between tabs that take it over, and each is told', async () => {
  const locks = fakeLocks()
  const told: string[] = []
  const [one, two] = ['one', 'two'].map((name) => ({ name, lock: writerLock(locks.tab().locks, 5) }))
  if (!one || !two) throw new Error('expected two')
  for (const { name, lock } of [one, two]) await lock.open(() => told.push(`${name} ${lock.held}`))
  expect(told).toEqual(['one true'])
  await two.lock.takeOver()
  await Promise.resolve()
  await one.lock.takeOver()
  await Promise.resolve()
  expect([one.lock.held, two.lock.held]).toEqual([true, false])
  expect(told.slice(1).sort()).toEqual(['one false', 'one true', 'two false', 'two true'])
})
