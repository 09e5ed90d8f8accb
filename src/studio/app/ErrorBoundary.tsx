import { Component, type ReactNode } from 'react'
import { toWire, type WireError } from '../../shared/messages/errors.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { StepLayout } from '../ui/StepLayout.tsx'

interface Props {
  readonly children: ReactNode
}

/** A fault in one step's screen stays there: the rail, the data and the run go on. */
export class ErrorBoundary extends Component<Props, { readonly error: WireError | null }> {
  override state = { error: null }

  static getDerivedStateFromError(thrown: unknown) {
    return { error: toWire(thrown) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <StepLayout title="This step could not be shown" lead="The rest of the studio still works, and nothing was lost.">
        <ErrorNotice error={error} action={{ label: 'Show it again', onPress: () => this.setState({ error: null }) }} />
      </StepLayout>
    )
  }
}
