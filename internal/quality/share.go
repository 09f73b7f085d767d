package quality

// weights of the members of a group by their SO_GROUP_PRIORITY: each step down counts
// half. Source: P-354.
var weights = [...]uint64{32, 16, 8, 4, 2, 1}

// Weight is what a member with a group priority (0 the most urgent) counts for when
// the group's rate is shared out.
func Weight(priority int32) uint64 {
	return weights[min(max(priority, 0), int32(len(weights)-1))]
}

// Share is a member's part of a group's rate, in bytes a second and at least one:
// all is the weight of all members. A group without a rate (0) gives none.
func Share(rate uint64, priority int32, all uint64) uint64 {
	w := Weight(priority)
	if rate == 0 || all <= w {
		return rate
	}
	return max(rate*w/all, 1)
}
