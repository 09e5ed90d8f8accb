import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components'
import styles from './Button.module.css'
import { classes } from './classes.ts'

export interface ButtonProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode
  /** One primary a screen. */
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly icon?: LucideIcon
  /** Fills its column. */
  readonly wide?: boolean
}

/** A button that says what it does. `data-*` attributes pass through. */
export function Button({ children, variant = 'plain', icon: Icon, wide = false, ...rest }: ButtonProps) {
  return (
    <AriaButton
      data-primary={(wide && variant === 'primary') || undefined}
      {...rest}
      className={classes(styles.button, styles[variant], wide && styles.wide)}
    >
      {Icon && <Icon size={16} strokeWidth={2} aria-hidden="true" />}
      {children}
    </AriaButton>
  )
}

/** A button of an icon alone; its label is spoken and shown on hover. */
export function IconButton({
  label,
  icon: Icon,
  ...rest
}: Omit<ButtonProps, 'children' | 'variant' | 'wide'> & { label: string; icon: LucideIcon }) {
  return (
    <AriaButton {...rest} aria-label={label} className={classes(styles.button, styles.quiet, styles.icon)}>
      <Icon size={18} strokeWidth={1.9} aria-hidden="true" />
      <span className={styles.tip} aria-hidden="true">
        {label}
      </span>
    </AriaButton>
  )
}
