"""What QGIS finds in a GeoPackage: styles (QML, SLD) and a project, after our symbol table."""
