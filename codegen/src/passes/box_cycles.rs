//! Finds structs that contain themselves.

use std::collections::BTreeSet;

use super::graph::record;
use crate::diagnostics::{Code, Diagnostic};
use crate::lower::Draft;
use crate::model::{FieldType, TypeKind};

/// Boxes the optional fields through which a struct contains itself, and reports
/// structs that do so through required fields only: they have no end.
pub(super) fn box_cycles(draft: &mut Draft<'_>) {
    let edges = edges(draft);
    let component = components(&edges);
    for cycle in required_cycles(draft, &edges, &component) {
        let problem = describe(draft, &cycle);
        draft.problems.push(problem);
    }
    for (from, uses) in edges.iter().enumerate() {
        for edge in uses
            .iter()
            .filter(|edge| component[edge.to] == component[from])
        {
            if let Some((_, ty)) = draft.types.get_index_mut(from)
                && let TypeKind::Struct(record) = &mut ty.built.ty.kind
            {
                record.fields[edge.field].boxed = true;
            }
        }
    }
}

/// A field that holds another struct inside its own; a list holds it elsewhere.
#[derive(Debug, Clone, Copy)]
struct Edge {
    field: usize,
    to: usize,
    required: bool,
}

fn edges(draft: &Draft<'_>) -> Vec<Vec<Edge>> {
    let of_type = |index| {
        let fields = record(draft, index).map_or(&[][..], |record| &record.fields);
        let edge = |(field, spec): (usize, &crate::model::Field)| {
            let FieldType::Named(path) = &spec.ty else {
                return None;
            };
            let to = draft.types.get_index_of(path)?;
            record(draft, to)?;
            Some(Edge {
                field,
                to,
                required: spec.required,
            })
        };
        fields.iter().enumerate().filter_map(edge).collect()
    };
    (0..draft.types.len()).map(of_type).collect()
}

/// The strongly connected component of each type, by Tarjan's algorithm without recursion.
/// A type that is not in a cycle has a component of its own; so does one that only
/// names itself, which counts as a cycle because both ends of the edge are in it.
fn components(edges: &[Vec<Edge>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let mut order = vec![NEW; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut component = vec![NEW; edges.len()];
    let mut stack = Vec::new();
    let mut count = 0;
    for start in 0..edges.len() {
        let mut work = vec![(start, 0)];
        while let Some((node, next)) = work.pop() {
            if next == 0 {
                if order[node] != NEW {
                    continue;
                }
                order[node] = count;
                low[node] = count;
                count += 1;
                stack.push(node);
            } else {
                let done = edges[node][next - 1].to;
                low[node] = low[node].min(low[done]);
            }
            let rest = edges[node][next..].iter().enumerate();
            let mut descend = None;
            for (skipped, edge) in rest {
                if order[edge.to] == NEW {
                    descend = Some((next + skipped + 1, edge.to));
                    break;
                }
                if component[edge.to] == NEW {
                    low[node] = low[node].min(order[edge.to]);
                }
            }
            if let Some((resume, to)) = descend {
                work.push((node, resume));
                work.push((to, 0));
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = node;
                    if member == node {
                        break;
                    }
                }
            }
        }
    }
    component
}

/// Each cycle of required fields once, as types and the fields that lead on.
fn required_cycles(
    draft: &Draft<'_>,
    edges: &[Vec<Edge>],
    component: &[usize],
) -> Vec<Vec<(usize, usize)>> {
    let mut reported: BTreeSet<Vec<usize>> = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in 0..edges.len() {
        let Some(cycle) = required_cycle(start, edges, component) else {
            continue;
        };
        let mut members: Vec<usize> = cycle.iter().map(|(ty, _)| *ty).collect();
        members.sort_unstable();
        if reported.insert(members) {
            cycles.push(cycle);
        }
    }
    let first_place = |cycle: &Vec<(usize, usize)>| draft.types[cycle[0].0].built.place.clone();
    cycles.sort_by_key(first_place);
    cycles
}

/// The shortest way from a type back to itself through required fields.
fn required_cycle(
    start: usize,
    edges: &[Vec<Edge>],
    component: &[usize],
) -> Option<Vec<(usize, usize)>> {
    if !edges[start]
        .iter()
        .any(|edge| edge.required && component[edge.to] == component[start])
    {
        return None;
    }
    let mut came_from: Vec<Option<(usize, usize)>> = vec![None; edges.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for edge in edges[node].iter().filter(|edge| edge.required) {
            if component[edge.to] != component[start] {
                continue;
            }
            if edge.to == start {
                let mut cycle = vec![(node, edge.field)];
                let mut at = node;
                while let Some((before, field)) = came_from[at] {
                    cycle.push((before, field));
                    at = before;
                }
                cycle.reverse();
                return Some(cycle);
            }
            if came_from[edge.to].is_none() {
                came_from[edge.to] = Some((node, edge.field));
                queue.push_back(edge.to);
            }
        }
    }
    None
}

fn describe(draft: &Draft<'_>, cycle: &[(usize, usize)]) -> Diagnostic {
    let name = |index: usize| draft.types[index].built.ty.rust.clone();
    let mut way: Vec<String> = cycle.iter().map(|(ty, _)| name(*ty)).collect();
    way.extend(way.first().cloned());
    let message = format!(
        "`{}` would contain itself without end: {}",
        way[0],
        way.join(" → ")
    );
    let step = |(ty, field): &(usize, usize)| {
        let built = &draft.types[*ty].built;
        let wire = record(draft, *ty).map_or("", |record| &record.fields[*field].wire);
        (
            built.fields[*field].clone(),
            format!("`{}` holds it in `{wire}`", built.ty.rust),
        )
    };
    let mut steps: Vec<_> = cycle.iter().map(step).collect();
    let (place, label) = steps.remove(0);
    let mut problem = Diagnostic::new(Code::RequiredCycle, place, message).label(label);
    problem.related = steps;
    problem.help("mark one of these fields optional with `?`, or make it a list")
}

#[cfg(test)]
mod tests {
    use crate::testing::{get, model, record};

    #[test]
    fn boxes_optional_fields_in_cycles_and_no_others() {
        let types = "
types:
  Node:
    fields:
      next?: { type: Node }
      leaf?: { type: Leaf }
      children: { type: \"Node[]\" }
      other?: { type: Other }
  Other: { fields: { back?: { type: Node } } }
  Leaf: { fields: { a: { type: string } } }
";
        let model = model(&[("v3/pay/a", &format!("{}{types}", get("Node")))]);
        let boxed = |path: &str| -> Vec<bool> {
            record(&model, path)
                .fields
                .iter()
                .map(|field| field.boxed)
                .collect()
        };
        assert_eq!(boxed("v3::pay::a::Node"), [true, false, false, true]);
        assert_eq!(boxed("v3::pay::a::Other"), [true]);
    }

    #[test]
    fn a_required_field_outside_of_the_cycle_is_no_problem() {
        let types = "
types:
  A: { fields: { b: { type: B } } }
  B: { fields: { a?: { type: A }, b?: { type: B } } }
";
        let model = model(&[("v3/pay/a", &format!("{}{types}", get("A")))]);
        assert!(
            record(&model, "v3::pay::a::B")
                .fields
                .iter()
                .all(|field| field.boxed)
        );
    }
}
