/// A picture with boxes in it, each with a value: how accurate each subdomain is, say.
package struct BoxMap: Sendable {
    /// A box.
    package struct Box: Sendable {
        let name: String
        let value: Double
        let tile: Area
        let outline: Area?

        /// A box.
        ///
        /// - Parameters:
        ///   - name: what is shown, with the value, to whoever points at it.
        ///   - value: decides its colour.
        ///   - tile: where its value shows; tiles do not overlap.
        ///   - outline: all of the box, where that is more.
        package init(_ name: String, value: Double, tile: Area, outline: Area? = nil) {
            (self.name, self.value, self.tile, self.outline) = (name, value, tile, outline)
        }

        /// Its name and value.
        package var description: String { "\(name) \(Format.accuracy(value))" }
    }

    private let description: String
    private let area: Area
    private let picture: Raster?
    private let boxes: [Box]
    private let values: ClosedRange<Double>

    /// A map of `area`.
    ///
    /// - Parameters:
    ///   - description: for those who do not see it.
    ///   - area: what is shown, in the coordinates of the boxes.
    ///   - picture: what is below; nil: nothing.
    ///   - boxes: what is drawn on it.
    ///   - values: the values of the first and the last colour.
    package init(
        description: String, area: Area, picture: Raster?, boxes: [Box], values: ClosedRange<Double>
    ) {
        (self.description, self.area, self.picture) = (description, area, picture)
        (self.boxes, self.values) = (boxes, values)
    }

    /// The map's SVG, with a scale of its colours.
    package var markup: Markup {
        let zoom = SVG.narrow / Double(max(area.width, area.height))
        let (width, height) = (Double(area.width) * zoom, Double(area.height) * zoom)
        let left = (SVG.narrow - width) / 2
        func place(_ area: Area) -> (x: Double, y: Double, width: Double, height: Double) {
            (
                left + Double(area.columns.lowerBound) * zoom, Double(area.rows.lowerBound) * zoom,
                Double(area.width) * zoom, Double(area.height) * zoom
            )
        }
        var content: [Markup] = []
        if let uri = picture.flatMap(\.dataURI) {
            content.append(
                .tag(
                    "image",
                    [
                        "href": uri, "x": SVG.number(left), "y": "0", "width": SVG.number(width),
                        "height": SVG.number(height), "preserveAspectRatio": "none",
                        "class": max(area.width, area.height) < 100 ? "pixels" : nil,
                    ]))
        }
        for box in boxes {
            let (x, y, width, height) = place(box.tile)
            content.append(
                SVG.rectangle(
                    x: x, y: y, width: width, height: height, style: picture == nil ? "tile solid" : "tile",
                    fill: ColourRamp.colour(share(box.value)).css,
                    title: "\(box.name): \(Format.accuracy(box.value))"))
        }
        for outline in boxes.compactMap(\.outline) {
            let (x, y, width, height) = place(outline)
            content.append(SVG.rectangle(x: x, y: y, width: width, height: height, style: "outline"))
        }
        for box in boxes {
            let (x, y, width, height) = place(box.tile)
            content += label(box, x: x + width / 2, y: y + height / 2, width: width, height: height)
        }
        return SVG.picture(
            width: SVG.narrow, height: height + 30, label: description, style: "map", content + scale(y: height + 8))
    }

    private func share(_ value: Double) -> Double {
        let length = values.upperBound - values.lowerBound
        return length > 0 ? (value - values.lowerBound) / length : 1
    }

    /// As much as there is room for, on a plate that makes it legible on any picture.
    private func label(_ box: Box, x: Double, y: Double, width: Double, height: Double) -> [Markup] {
        let texts = [
            "\(box.name): \(Format.decimals(box.value))", Format.decimals(box.value), Format.decimals(box.value, 2),
        ]
        guard height >= 18, let text = texts.first(where: { SVG.width(of: $0) + 12 <= width }) else { return [] }
        let plate = SVG.width(of: text) + 8
        return [
            SVG.rectangle(x: x - plate / 2, y: y - 9, width: plate, height: 18, style: "plate"),
            SVG.text(text, x: x, y: y + 4, anchor: "middle", style: "on-plate"),
        ]
    }

    private func scale(y: Double) -> [Markup] {
        let (low, high) = (Format.decimals(values.lowerBound), Format.decimals(values.upperBound))
        let from = SVG.width(of: low) + 8
        let to = SVG.narrow - SVG.width(of: high) - 8
        let steps = 24
        let step = (to - from) / Double(steps)
        let colours = (0..<steps).map { index in
            SVG.rectangle(
                x: from + step * Double(index), y: y + 3, width: step + 0.5, height: 12, style: "tile solid",
                fill: ColourRamp.colour(Double(index) / Double(steps - 1)).css)
        }
        return [SVG.text(low, x: 0, y: y + 13)] + colours
            + [SVG.text(high, x: SVG.narrow, y: y + 13, anchor: "end")]
    }
}
