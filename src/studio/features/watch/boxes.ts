/** Ids of what can be led to from elsewhere on the Watch screen. */
export const coachBox = 'watch-advice'
export const settingsBox = 'watch-settings'
