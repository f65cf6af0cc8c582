package io.worldstream.wsp.testkit.sim;

import java.util.ArrayList;
import java.util.List;

/** Walks all paths of a tree of choices, one after the other, by replaying each from its root. One thread. */
final class Choices {
    private final List<Integer> taken = new ArrayList<>();
    private final List<Integer> offered = new ArrayList<>();
    private int depth;

    /** One of so many, from 0. */
    int among(int count) {
        if (depth == taken.size()) {
            taken.add(0);
            offered.add(count);
        }
        return taken.get(depth++);
    }

    /** Returns whether no path has continued from here yet. */
    boolean atItsEnd() {
        return depth == taken.size();
    }

    /** Goes to the next path; false if there is none. */
    boolean next() {
        depth = 0;
        for (int last = taken.size() - 1; last >= 0; last--) {
            if (taken.get(last) + 1 < offered.get(last)) {
                taken.set(last, taken.get(last) + 1);
                return true;
            }
            taken.remove(last);
            offered.remove(last);
        }
        return false;
    }

    @Override
    public String toString() {
        return taken.toString();
    }
}
