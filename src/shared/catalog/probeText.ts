/**
 * A plain text, written for this project, on which a network that continues texts is tried before and after it is tuned:
 * what it loses here it has forgotten. It is of no genre, so that few datasets are like it.
 */
export const probeText = `The bus was late again on Tuesday, so Anna walked to the market with her brother. They bought
bread, a bag of onions and six eggs, and stopped at the bridge to look at the water. It had rained for most of the week,
and the river stood high against the stones. A man with a small dog asked them the way to the station. Her brother
pointed past the church and said that it would take ten minutes on foot.

When they came home the kitchen was warm. Their mother had put the soup on the stove and was reading a letter from an
old friend who had moved to the coast. She read the best parts aloud: how the wind took the washing from the line, how the
neighbours shared their fish, and how quiet the evenings were once the boats had gone out. Nobody spoke for a while. Then
the soup boiled over, everyone laughed, and Anna ran for a cloth to wipe the floor.`
