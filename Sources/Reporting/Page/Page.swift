/// A page of HTML that stands for itself: it asks for nothing beside it, and no script in it would run.
package struct Page: Sendable {
    private let title: String
    private let body: Markup

    /// A page under `title`, which browsers show in their tabs.
    package init(title: String, body: Markup) {
        self.title = title
        self.body = body
    }

    /// The file's content.
    package var html: String {
        let head: Markup = [
            .tag("meta", ["charset": "utf-8"]),
            // What is escaped cannot run; this keeps the rest from running, or from asking the network, as well.
            .tag(
                "meta",
                [
                    "http-equiv": "Content-Security-Policy",
                    "content": "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
                ]),
            .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .tag("meta", ["name": "color-scheme", "content": "light dark"]),
            .tag("link", ["rel": "icon", "href": "data:,"]),
            .tag("title", [:], Markup(title)),
            .style(styleSheet),
        ]
        let page = Markup.tag("html", ["lang": "en"], [.tag("head", [:], head), .tag("body", [:], body)])
        return "<!DOCTYPE html>\n\(page.source)\n"
    }
}
