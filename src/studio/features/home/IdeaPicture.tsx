/**
 * The idea in one picture: a stack of blocks that thaws from the top, and beside it an answer that grows surer. It is
 * drawn, not measured, so it shows no figures. It moves by itself until a person picks a state, and never under reduced
 * motion.
 */
import { useEffect, useState } from 'react'
import styles from './IdeaPicture.module.css'

interface Phase {
  readonly id: 'frozen' | 'head' | 'thawed'
  readonly button: string
  readonly caption: string
  /** How many slabs learn, from the top; the head is the first. */
  readonly warm: number
  /** Lengths of the bars, of 100. */
  readonly bars: readonly [snail: number, fish: number, rocket: number]
}

const phases = [
  {
    id: 'frozen',
    button: 'Frozen',
    caption: 'A trained model knows lines, shapes and colours. It does not know your classes yet: it guesses.',
    warm: 0,
    bars: [34, 38, 30],
  },
  {
    id: 'head',
    button: 'Head only',
    caption: 'A small new head learns to tell your classes apart. All else stays as it was.',
    warm: 1,
    bars: [58, 34, 14],
  },
  {
    id: 'thawed',
    button: 'Thawed',
    caption: 'Thawed blocks adapt to your pictures. You choose how many.',
    warm: 3,
    bars: [94, 10, 5],
  },
] as const satisfies readonly Phase[]

const slabs = ['Head', 'Block 4', 'Block 3', 'Block 2', 'Block 1'] as const
const names = ['snail', 'fish', 'rocket'] as const
const eachMs = 3200
const last = 2

export function IdeaPicture() {
  const [shown, setShown] = useState<number>(isStill() ? last : 0)
  const [moving, setMoving] = useState(!isStill())
  useEffect(() => {
    if (!moving) return
    const timer = setInterval(() => setShown((before) => (before + 1) % phases.length), eachMs)
    return () => clearInterval(timer)
  }, [moving])
  const phase: Phase = phases[shown] ?? phases[last]
  const pick = (index: number) => {
    setMoving(false)
    setShown(index)
  }
  return (
    <figure className={styles.picture} data-idea={phase.id} data-moving={moving || undefined}>
      <div className={styles.scene} aria-hidden="true">
        <Question />
        <div className={styles.trunk}>
          {slabs.map((name, index) => (
            <div key={name} className={styles.slab} data-warm={index < phase.warm || undefined}>
              <span>{name}</span>
              <span className={styles.state}>{index < phase.warm ? 'learns' : 'frozen'}</span>
            </div>
          ))}
          <div className={styles.thawLine} style={{ translate: `0 ${phase.warm * 40 - 3}px` }} />
        </div>
        <div className={styles.answer}>
          {names.map((name, index) => (
            <div key={name} className={styles.bar} data-right={index === 0 || undefined}>
              <span>{name}</span>
              <span className={styles.track}>
                <span className={styles.fill} style={{ width: `${phase.bars[index]}%` }} />
              </span>
            </div>
          ))}
        </div>
      </div>
      <fieldset className={styles.picks}>
        <legend className={styles.legend}>How much of the model learns</legend>
        {phases.map(({ id, button }, index) => (
          <button
            key={id}
            type="button"
            className={styles.pick}
            aria-pressed={index === shown}
            data-phase={id}
            onClick={() => pick(index)}
          >
            {button}
          </button>
        ))}
      </fieldset>
      <figcaption className={styles.caption}>
        {phase.caption}
        <small>A drawing of the idea. Real figures come from your runs.</small>
      </figcaption>
    </figure>
  )
}

function isStill(): boolean {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? true
}

/** A drawing like those of the sample. */
function Question() {
  return (
    <svg viewBox="0 0 96 96" width="96" height="96" className={styles.question} aria-hidden="true">
      <rect x="1" y="1" width="94" height="94" rx="8" fill="#dcebd3" stroke="#9fbf8d" strokeWidth="1.5" />
      <path d="M0 74q48-10 96 0v13a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z" fill="#9cc584" />
      <path d="M18 74q-4-18 5-29l7 3q-5 10-1 16h45q8 1 8 10z" fill="#f2c98b" stroke="#a6672b" strokeWidth="1.5" />
      <path d="M24 46l-6-12M29 46l2-13" stroke="#a6672b" strokeWidth="2" strokeLinecap="round" />
      <circle cx="18" cy="33" r="2.500" fill="#4a2a0e" />
      <circle cx="31" cy="32" r="2.500" fill="#4a2a0e" />
      <circle cx="53" cy="50" r="20" fill="#d9783c" stroke="#8f3f14" strokeWidth="1.5" />
      <path
        d="M53 50m0 -2a2 2 0 0 1 0 5a6 6 0 0 1-6-6a8.500 8.500 0 0 1 9-8.500a11.500 11.500 0 0 1 10.500 12a14 14 0 0 1-14 13.500a15 15 0 0 1-14.500-15"
        fill="none"
        stroke="#8f3f14"
        strokeWidth="2.500"
        strokeLinecap="round"
      />
    </svg>
  )
}
