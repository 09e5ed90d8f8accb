/** The left rail: the seven steps with their state and what was chosen, Compare and Runs beside them, the device and the theme. */
import { Check, History, type LucideIcon, Scale } from 'lucide-react'
import { selectAll, selectStep } from '../store/selectors.ts'
import type { StepId } from '../store/state.ts'
import { type StepView, stepView, stepViews } from '../store/steps.ts'
import { actions, useStudio } from '../store/studio.ts'
import { classes } from '../ui/classes.ts'
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx'
import { DevicePicker } from './DevicePicker.tsx'
import styles from './Rail.module.css'
import { ThemeToggle } from './ThemeToggle.tsx'

export function Rail() {
  const state = useStudio(selectAll)
  const views = stepViews(state)
  const current = useStudio(selectStep)
  return (
    <header className={styles.rail}>
      <div className={styles.brand}>
        <button
          type="button"
          className={styles.home}
          data-step="home"
          aria-label="Thaw: home"
          aria-current={current === 'home' ? 'page' : undefined}
          onClick={() => actions.goTo('home')}
        >
          <Logo />
          <span className={styles.name}>Thaw</span>
        </button>
        <ThemeToggle />
      </div>
      <nav aria-label="Steps" className={styles.nav}>
        <ol className={styles.steps}>
          {views.map((view) => (
            <Step key={view.id} view={view} current={view.id === stepOf(current)} />
          ))}
        </ol>
        <div className={styles.besides}>
          <Beside view={stepView(state, 'compare')} icon={Scale} usual="Methods side by side" current={current} />
          <Beside view={stepView(state, 'runs')} icon={History} usual="Everything you trained" current={current} />
        </div>
      </nav>
      <div className={styles.foot}>
        <DevicePicker />
      </div>
    </header>
  )
}

/** Pictures are taken, and examples looked through, as a part of Data. */
function stepOf(current: StepId): StepId {
  return current === 'camera' || current === 'clean' ? 'data' : current
}

const spoken = { done: 'done', open: 'open', waiting: 'waiting' } as const

function Step({ view, current }: { readonly view: StepView; readonly current: boolean }) {
  return (
    <li className={styles.item} data-state={view.state}>
      <button
        type="button"
        className={styles.step}
        data-step={view.id}
        aria-current={current ? 'step' : undefined}
        onClick={() => actions.goTo(view.id)}
      >
        <span className={classes(styles.mark, styles[view.state], current && styles.here)} aria-hidden="true">
          {view.state === 'done' && <Check size={14} strokeWidth={3} />}
        </span>
        <span className={styles.words}>
          <span className={styles.title}>{view.title}</span>
          <VisuallyHidden>, {spoken[view.state]}</VisuallyHidden>
          <span className={styles.line}>{view.line}</span>
        </span>
      </button>
    </li>
  )
}

interface BesideProps {
  readonly view: StepView
  readonly icon: LucideIcon
  /** Its line while there is none. */
  readonly usual: string
  readonly current: StepId
}

/** No step on the way, but a place of its own: many runs instead of one. */
function Beside({ view, icon: Icon, usual, current }: BesideProps) {
  return (
    <button
      type="button"
      className={classes(styles.step, styles.beside)}
      data-step={view.id}
      data-state={view.state}
      aria-current={current === view.id ? 'page' : undefined}
      onClick={() => actions.goTo(view.id)}
    >
      <Icon size={20} aria-hidden="true" />
      <span className={styles.words}>
        <span className={styles.title}>{view.title}</span>
        <span className={styles.line} data-usual={view.line === '' || view.line === usual || undefined}>
          {view.line || usual}
        </span>
      </span>
    </button>
  )
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect x="4" y="4" width="24" height="7" rx="3.5" fill="var(--ember-2)" />
      <rect x="2" y="13.25" width="28" height="1.5" rx="0.75" fill="currentColor" />
      <path d="M6.5 17h19l2.5 2.2V22l-1.6 1.4H5.6L4 22v-2.8z" fill="#8fb7d8" />
      <path d="M6 25h20l2 1.6v1.8L26.4 30H5.6L4 28.4v-1.8z" fill="#3f74a3" />
    </svg>
  )
}
