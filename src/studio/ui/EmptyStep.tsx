import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { EmptyState } from './EmptyState.tsx'
import { StepLayout } from './StepLayout.tsx'

export interface EmptyStepProps<Step extends string> {
  readonly title: string
  readonly lead: string
  readonly picture: ReactNode
  /** What is not there yet. */
  readonly nothing: string
  /** What is missing, and the step that supplies it. */
  readonly missing: { readonly text: string; readonly step: Step; readonly action: string } | null
  readonly onGo: (step: Step) => void
  /** Another way there. */
  readonly children?: ReactNode
}

/** A step that cannot begin: what will be seen here, what it still needs, and the way there. */
export function EmptyStep<Step extends string>(props: EmptyStepProps<Step>) {
  const { title, lead, picture, nothing, missing, onGo, children } = props
  return (
    <StepLayout title={title} lead={lead}>
      <EmptyState picture={picture} title={nothing} text={missing?.text ?? ''}>
        {missing && (
          <Button variant="primary" data-action={`go-${missing.step}`} onPress={() => onGo(missing.step)}>
            {missing.action}
          </Button>
        )}
        {children}
      </EmptyState>
    </StepLayout>
  )
}
