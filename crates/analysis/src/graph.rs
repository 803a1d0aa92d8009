//! Circles in graphs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A directed graph by its nodes, each with those it leads to. What is led to and is no node leads nowhere.
pub(crate) type Graph<'g, N> = BTreeMap<&'g N, Vec<&'g N>>;

/// The nodes of a graph, grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Components<N> {
    /// The nodes in an order in which each comes after those it leads to, as far as there are no circles.
    pub(crate) order: Vec<N>,
    /// The circles: for each group of nodes that lead to each other, a shortest one through the least of them, in the
    /// order in which they lead to each other.
    pub(crate) circles: Vec<Vec<N>>,
}

/// The strongly connected components of a graph (Tarjan 1972), without recursion: a path can be as long as a package.
pub(crate) fn components<N: Ord + Clone>(graph: &Graph<'_, N>) -> Components<N> {
    let mut tarjan = Tarjan {
        graph,
        index: BTreeMap::new(),
        low: BTreeMap::new(),
        stack: vec![],
        on_stack: BTreeSet::new(),
        out: Components { order: vec![], circles: vec![] },
    };
    for root in graph.keys() {
        if !tarjan.index.contains_key(root) {
            tarjan.visit(root);
        }
    }
    tarjan.out
}

struct Tarjan<'a, 'g, N> {
    graph: &'a Graph<'g, N>,
    index: BTreeMap<&'g N, usize>,
    low: BTreeMap<&'g N, usize>,
    stack: Vec<&'g N>,
    on_stack: BTreeSet<&'g N>,
    out: Components<N>,
}

impl<'g, N: Ord + Clone> Tarjan<'_, 'g, N> {
    fn visit(&mut self, root: &'g N) {
        let mut work: Vec<(&'g N, usize)> = vec![(root, 0)];
        while let Some((node, next)) = work.pop() {
            if next == 0 {
                self.low.insert(node, self.index.len());
                self.index.insert(node, self.index.len());
                self.stack.push(node);
                self.on_stack.insert(node);
            }
            match self.graph.get(node).and_then(|followers| followers.get(next)) {
                Some(follower) => {
                    work.push((node, next + 1));
                    if !self.index.contains_key(follower) {
                        work.push((follower, 0));
                    } else if self.on_stack.contains(follower) {
                        self.lower(node, self.index.get(follower).copied());
                    }
                }
                None => {
                    if let Some((before, _)) = work.last() {
                        self.lower(before, self.low.get(node).copied());
                    }
                    self.close(node);
                }
            }
        }
    }

    fn lower(&mut self, node: &'g N, to: Option<usize>) {
        if let (Some(low), Some(to)) = (self.low.get_mut(node), to) {
            *low = (*low).min(to);
        }
    }

    /// Takes a finished component off the stack.
    fn close(&mut self, node: &'g N) {
        if self.low.get(node) != self.index.get(node) {
            return;
        }
        let from = self.stack.iter().rposition(|other| *other == node).unwrap_or(0);
        let component = self.stack.split_off(from);
        for done in &component {
            self.on_stack.remove(done);
        }
        self.out.order.extend(component.iter().copied().cloned());
        let leads_to_itself = self.graph.get(node).is_some_and(|followers| followers.contains(&node));
        if component.len() > 1 || leads_to_itself {
            let circle = self.circle_within(&component);
            self.out.circles.push(circle.into_iter().cloned().collect());
        }
    }

    /// A shortest circle through the least node of a component, found breadth first.
    fn circle_within(&self, component: &[&'g N]) -> Vec<&'g N> {
        let inside: BTreeSet<&'g N> = component.iter().copied().collect();
        let Some(least) = inside.first().copied() else { return vec![] };
        let mut before: BTreeMap<&'g N, &'g N> = BTreeMap::new();
        let mut waiting = VecDeque::from([least]);
        while let Some(node) = waiting.pop_front() {
            for follower in self.graph.get(node).into_iter().flatten().filter(|next| inside.contains(**next))
            {
                if *follower == least {
                    return path_back(node, least, &before);
                }
                if !before.contains_key(follower) {
                    before.insert(follower, node);
                    waiting.push_back(follower);
                }
            }
        }
        vec![least]
    }
}

/// The nodes from `first` to `last`, each of which stands in `before` with the one before it.
fn path_back<'g, N: Ord>(last: &'g N, first: &'g N, before: &BTreeMap<&'g N, &'g N>) -> Vec<&'g N> {
    let mut path = vec![last];
    let mut node = last;
    while node != first {
        let Some(earlier) = before.get(node) else { break };
        path.push(earlier);
        node = earlier;
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(edges: &[(char, char)]) -> Components<char> {
        let mut graph: Graph<'_, char> = BTreeMap::new();
        for (from, to) in edges {
            graph.entry(from).or_default().push(to);
        }
        components(&graph)
    }

    #[test]
    fn what_is_led_to_comes_first() {
        let found = of(&[('a', 'b'), ('b', 'c'), ('a', 'c')]);
        assert_eq!(found.order, ['c', 'b', 'a']);
        assert!(found.circles.is_empty());
    }

    #[test]
    fn circles_run_from_their_least_node() {
        let found = of(&[('c', 'a'), ('a', 'b'), ('b', 'c'), ('d', 'd'), ('d', 'a')]);
        assert_eq!(found.circles, [vec!['a', 'b', 'c'], vec!['d']]);
        let two_ways = of(&[('a', 'b'), ('b', 'c'), ('c', 'd'), ('d', 'a'), ('b', 'a')]);
        assert_eq!(two_ways.circles, [vec!['a', 'b']]);
    }
}
