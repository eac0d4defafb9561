//! Operations: the request, the answer, and the types of the operation's own module.

use super::builder::{Builder, Built, BuiltField};
use super::tree::Url;
use super::{SharedTypes, Uses};
use crate::diagnostics::{Code, Place, Span};
use crate::model::{
    Auth, BodyKind, Host, Location, Operation, OperationDocs, PathParam, Response, Type, TypeKind,
    TypePath, UploadLimits, Verb,
};
use crate::spec::{self, Spanned, TypeName, UrlFile};

/// What all operations of one URL have in common.
pub(crate) struct UrlFacts<'u> {
    pub(crate) url: &'u Url,
    pub(crate) file: &'u UrlFile,
    pub(crate) path_params: &'u [(String, PathParam)],
}

/// The verbs that a file has, in the order in which they are emitted.
pub(crate) fn operations(file: &UrlFile) -> impl Iterator<Item = (Verb, &spec::Operation)> {
    [
        (Verb::Get, &file.get),
        (Verb::Post, &file.post),
        (Verb::Put, &file.put),
        (Verb::Patch, &file.patch),
        (Verb::Delete, &file.delete),
    ]
    .into_iter()
    .filter_map(|(verb, operation)| Some((verb, operation.as_ref()?)))
}

impl<'s> Builder<'_, 's> {
    /// The operation; its types are left in the builder.
    pub(crate) fn operation(
        &mut self,
        verb: Verb,
        spec: &'s spec::Operation,
        facts: &UrlFacts<'_>,
        shared: &SharedTypes<'_>,
        uses: &mut Uses,
    ) -> Operation {
        let slash = if facts.file.trailing_slash == Some(true) {
            "/"
        } else {
            ""
        };
        let path = format!("{}{slash}", facts.url);
        let (request, body) = self.request(verb, spec, shared, uses);
        let repeat = self.repeat(verb, spec.repeat.as_ref(), facts);
        let (response, statuses) = self.responses(spec);
        let pages = self.pages(spec.pages.as_deref(), &response, shared);
        Operation {
            id: format!("{} {path}", verb.rust().to_uppercase()),
            verb,
            path,
            docs: docs(spec),
            host: host(facts),
            auth: auth(spec, facts.url),
            repeat,
            pages,
            path_params: facts.path_params.to_vec(),
            request,
            body,
            upload: spec
                .request
                .as_deref()
                .map(upload_limits)
                .unwrap_or_default(),
            response,
            statuses,
            types: Vec::new(),
        }
    }

    fn request(
        &mut self,
        verb: Verb,
        spec: &'s spec::Operation,
        shared: &SharedTypes<'_>,
        uses: &mut Uses,
    ) -> (Option<TypePath>, BodyKind) {
        let Some(request) = &spec.request else {
            return (None, BodyKind::None);
        };
        let body = self.body_kind(verb, request);
        let mut fields = Vec::new();
        let mut copied_groups = Vec::new();
        for (section, location) in [
            (&request.query, Location::Query),
            (&request.headers, Location::Header),
            (&request.json, Location::Body),
            (&request.multipart, Location::Part),
        ] {
            if let Some(section) = section {
                fields.extend(self.fields(&section.value, location));
            }
        }
        if let Some(ty) = &request.ty {
            copied_groups = self.copy(ty, &mut fields, shared, uses);
        }
        if fields.is_empty() && body == BodyKind::None {
            let help = "leave `request` out where there is nothing to send";
            self.problem(
                Code::MissingKey,
                request.at,
                "the request has no fields",
                help,
            );
        }
        let (mut record, places) = self.record(fields, request.exactly_one_of.as_ref());
        record.exactly_one_of.extend(copied_groups);
        let path = self.add_own("Request", TypeKind::Struct(record), request.at, places);
        (Some(path), body)
    }

    /// Appends the fields of the declared type that is the body's shape; gives its groups.
    fn copy(
        &mut self,
        ty: &Spanned<TypeName>,
        fields: &mut Vec<BuiltField>,
        shared: &SharedTypes<'_>,
        uses: &mut Uses,
    ) -> Vec<Vec<usize>> {
        let Some(path) = self.struct_type(ty) else {
            return Vec::new();
        };
        uses.copied.push(path.clone());
        let Some(built) = shared.get(&path) else {
            return Vec::new();
        };
        let TypeKind::Struct(record) = &built.ty.kind else {
            return Vec::new();
        };
        let offset = fields.len();
        let copied = record.fields.iter().zip(&built.fields);
        fields.extend(copied.map(|(field, place)| BuiltField {
            field: field.clone(),
            place: place.clone(),
        }));
        let shifted = |group: &Vec<usize>| group.iter().map(|index| index + offset).collect();
        record.exactly_one_of.iter().map(shifted).collect()
    }

    /// The declared struct that a body or a resource is; anything else is reported.
    pub(crate) fn struct_type(&mut self, ty: &Spanned<TypeName>) -> Option<TypePath> {
        let item = &*ty.value.item;
        if item == TypeName::UNREADABLE {
            return None;
        }
        let help = "name a type that has `fields`, or write the fields here instead of `type`";
        if ty.value.list || super::declare::BUILT_IN.contains(&item) {
            let message = "what stands here is an object of a declared type";
            self.problem(Code::WrongPlace, ty.span, message, help);
            return None;
        }
        let declaration = self.resolve(item, ty.span)?;
        if declaration.spec.fields.is_none() && declaration.spec.values.is_some() {
            let message = format!("`{item}` is an enum, and what stands here is an object");
            self.problem(Code::WrongPlace, ty.span, message, help);
            return None;
        }
        Some(declaration.path.clone())
    }

    fn body_kind(&mut self, verb: Verb, request: &spec::Request) -> BodyKind {
        let json = request.json.as_ref().map(|fields| ("json", fields.key));
        let ty = request.ty.as_ref().map(|ty| ("type", ty.key));
        let multipart = request
            .multipart
            .as_ref()
            .map(|fields| ("multipart", fields.key));
        let bodies: Vec<(&str, Span)> = [json, ty, multipart].into_iter().flatten().collect();
        self.report_several(&bodies);
        if let (Verb::Get, Some((key, span))) = (verb, bodies.first()) {
            let message = format!("a GET has no body, and `{key}` is one");
            let help = "what a GET sends stands under `query`";
            self.problem(Code::BodyOnGet, *span, message, help);
        }
        match bodies.first() {
            None => BodyKind::None,
            Some(("multipart", _)) => BodyKind::Multipart,
            Some(_) => BodyKind::Json,
        }
    }

    /// Reports bodies that stand beside each other.
    fn report_several(&mut self, bodies: &[(&str, Span)]) {
        if let [(first, first_at), others @ ..] = bodies {
            for (other, at) in others {
                let message = format!("`{first}` and `{other}` exclude each other");
                self.problem(
                    Code::SeveralBodies,
                    *at,
                    message,
                    "there is one body: leave one of the two out",
                );
                let place = self.place(*first_at);
                if let Some(problem) = self.problems.last_mut() {
                    problem.related.push((place, "the first body".to_owned()));
                }
            }
        }
    }

    fn responses(&mut self, spec: &'s spec::Operation) -> (Response, Vec<u16>) {
        let responses = spec
            .responses
            .as_ref()
            .map_or(&[][..], |responses| &responses.0);
        if responses.is_empty() {
            let message = "nothing says what this operation answers";
            let help = "add `responses:` and under it `204: {}`, or `200:` and the body";
            self.problem(Code::NoResponse, spec.at, message, help);
        }
        let mut statuses = Vec::with_capacity(responses.len());
        let mut body: Option<(Response, Span)> = None;
        for (status, at, response) in responses {
            if !(200..300).contains(status) {
                let message = format!("`{status}` is no success");
                let help = "only 2xx are written down: errors are the same for all operations";
                self.problem(Code::NotSuccess, *at, message, help);
                continue;
            }
            statuses.push(*status);
            let Some(found) = self.response(response) else {
                continue;
            };
            match &body {
                None => body = Some((found, *at)),
                Some((_, first)) => {
                    let first = *first;
                    let message = "another status already has the body";
                    let help = "where several statuses have a body it is the same one, written under the first: `{}` here";
                    self.problem(Code::SeveralBodies, *at, message, help);
                    let place = self.place(first);
                    if let Some(problem) = self.problems.last_mut() {
                        problem.related.push((place, "the body is here".to_owned()));
                    }
                }
            }
        }
        statuses.sort_unstable();
        (
            body.map_or(Response::Empty, |(response, _)| response),
            statuses,
        )
    }

    /// The body under one status, if it has one.
    fn response(&mut self, response: &'s spec::Response) -> Option<Response> {
        let json = response.json.as_ref().map(|fields| ("json", fields.key));
        let ty = response.ty.as_ref().map(|ty| ("type", ty.key));
        let file = response.file.as_ref().map(|types| ("file", types.key));
        let bodies: Vec<(&str, Span)> = [json, ty, file].into_iter().flatten().collect();
        self.report_several(&bodies);
        if let Some(fields) = &response.json {
            let built = self.fields(&fields.value, Location::Body);
            let (record, places) = self.record(built, None);
            let kind = TypeKind::Struct(record);
            return Some(Response::Json(
                self.add_own("Response", kind, fields.key, places),
            ));
        }
        if let Some(ty) = &response.ty {
            let path = self.struct_type(ty)?;
            return Some(Response::Json(path));
        }
        let types = response.file.as_ref()?;
        Some(Response::File(types.value.clone()))
    }

    fn add_own(&mut self, name: &str, kind: TypeKind, at: Span, fields: Vec<Place>) -> TypePath {
        let ty = Type {
            rust: name.to_owned(),
            renamed_from: None,
            label: None,
            description: None,
            kind,
        };
        let place = self.place(at);
        self.add(Built {
            ty,
            place,
            fields,
            declared: false,
        })
    }
}

fn docs(spec: &spec::Operation) -> OperationDocs {
    OperationDocs {
        name: spec.name.value.clone(),
        description: spec.description.clone(),
        products: spec.products.clone().unwrap_or_default(),
        roles: spec.roles.clone().unwrap_or_default(),
        links: spec.docs.clone().unwrap_or_default(),
        updated: spec.updated.clone(),
        deprecated: spec.deprecated.clone(),
    }
}

/// Whether the URL is at or below another.
fn below(url: &str, top: &str) -> bool {
    url.strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn host(facts: &UrlFacts<'_>) -> Host {
    match facts.file.host {
        Some(spec::Host::Mainland) => Host::Mainland,
        Some(spec::Host::Overseas) => Host::Overseas,
        None if ["/hk", "/global", "/v3/global"]
            .iter()
            .any(|top| below(facts.url, top)) =>
        {
            Host::Overseas
        }
        None => Host::Mainland,
    }
}

fn auth(spec: &spec::Operation, url: &str) -> Auth {
    match spec.auth {
        Some(spec::Auth::Merchant) => Auth::Merchant,
        Some(spec::Auth::Brand) => Auth::Brand,
        None if below(url, "/brand") => Auth::Brand,
        None => Auth::Merchant,
    }
}

/// What the files of an upload may be: what its first file says.
fn upload_limits(request: &spec::Request) -> UploadLimits {
    let parts = request.multipart.iter().flat_map(|parts| &parts.value.0);
    let said = parts.map(|part| &part.field).find_map(|field| {
        let says = field.max_bytes.is_some() || field.media_types.is_some();
        says.then(|| UploadLimits {
            max_bytes: field.max_bytes.as_ref().map(|most| most.value),
            media_types: field
                .media_types
                .as_ref()
                .map(|types| types.value.clone())
                .unwrap_or_default(),
        })
    });
    said.unwrap_or_default()
}
